import { describe, expect, test } from "vitest";
import { modelName } from "./modelName";

describe("modelName", () => {
  test("a path of llama.cpp is called by its file", () => {
    expect(modelName("/home/li/模型/SmolLM2-135M-Instruct.Q4_1.gguf")).toBe(
      "SmolLM2-135M-Instruct.Q4_1.gguf",
    );
    expect(modelName("C:\\Users\\李\\models\\千问.gguf")).toBe("千问.gguf");
    expect(modelName("./models/a.gguf")).toBe("a.gguf");
    expect(modelName("~/models/a.gguf")).toBe("a.gguf");
    expect(modelName("\\\\server\\models\\a.gguf")).toBe("a.gguf");
    expect(modelName("/models/folder/")).toBe("folder");
  });

  test("every other id stays as it is", () => {
    for (const id of ["glm-5.2", "Qwen/Qwen3-8B", "llama3.2:1b", "hf.co/a/b:Q4", "模型", "/", ""]) {
      expect(modelName(id)).toBe(id);
    }
  });
});
