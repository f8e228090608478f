import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ArtifactId, ArtifactView, AskStudio, PictureRuleView } from "$wire/generated/index";
import { form, StandIn, way } from "../standIn";
import { Making } from "./making.svelte";

const pictures = (roles: PictureRuleView["roles"], most: number): PictureRuleView => ({
  roles,
  least: 1,
  most,
  mostBytes: null,
  mediaTypes: [],
  minSide: null,
  mostAspect: null,
});
const taken = (file: string) => ({
  inputs: [{ file, mediaType: "image/png", bytes: 1, width: 1, height: 1, artifact: null }],
  refused: [],
});

describe("the form", () => {
  let backend: StandIn;
  let making: Making;

  beforeEach(async () => {
    localStorage.clear();
    backend = new StandIn();
    backend.answers.set("studio_forms", () => [
      form("image-1", "image", [
        way("text", {
          parameters: [
            { name: "quality", default: "hd", control: { kind: "choice", values: ["hd", "sd"] } },
          ],
        }),
      ]),
      form("video-1", "video", [
        way("text"),
        way("image", { pictures: pictures(["firstFrame"], 1) }),
        way("firstLast", { pictures: pictures(["firstFrame", "lastFrame"], 2) }),
      ]),
      form("video-2", "video", [
        way("reference", { pictures: pictures(["reference", "reference", "reference"], 3) }),
      ]),
    ]);
    backend.answers.set("studio_estimate", ({ prompt }: AskStudio) => ({
      cost: null,
      problems: prompt === "" ? [{ code: "promptMissing", parameter: "prompt", params: {} }] : [],
    }));
    backend.answers.set("studio_ask", () => ({ batch: "b", jobs: [] }));
    backend.answers.set("studio_input", ({ id }: { id: string }) => taken(id));
    making = new Making();
    await making.load();
  });

  const artifact = (id: string) => ({ kind: "artifact", id: id as ArtifactId }) as const;
  const slots = () => making.inputs.map(({ role, file }) => `${role} ${file}`);

  it("says that the prompt is missing only when somebody goes on without it", async () => {
    await vi.waitFor(() => expect(making.estimate).not.toBeNull());
    expect(making.problems).toEqual([]);
    expect(await making.ask()).toBe(false);
    expect(making.problemOf("prompt")?.code).toBe("promptMissing");
    expect(backend.requests("studio_ask")).toEqual([]);
    making.prompt = " 纸船 ";
    expect(await making.ask()).toBe(true);
    expect(backend.requests("studio_ask")).toMatchObject([
      { model: "image-1", mode: "text", prompt: "纸船", count: 1 },
    ]);
  });

  it("asks once, however fast the button is pressed", async () => {
    making.prompt = "boat";
    await Promise.all([making.ask(), making.ask(), making.ask()]);
    expect(backend.requests("studio_ask")).toHaveLength(1);
  });

  it("leaves behind what another model does not know, and keeps the prompt", () => {
    making.prompt = "boat";
    making.set("quality", "sd");
    making.setModel("video-1");
    expect([making.kind, making.prompt, making.values]).toEqual(["video", "boat", {}]);
    making.setKind("image");
    expect(making.form?.model).toBe("image-1");
  });

  it("puts pictures into the free slots, and one of a role in place of the other", async () => {
    making.setModel("video-1");
    making.setMode("firstLast");
    await making.take(artifact("a"));
    await making.take(artifact("b"));
    expect(slots()).toEqual(["firstFrame a", "lastFrame b"]);
    await making.take(artifact("c"), "firstFrame");
    expect(slots(), "in the order of the platform").toEqual(["firstFrame c", "lastFrame b"]);
    making.setMode("text");
    expect(slots()).toEqual([]);
  });

  it("takes as many references as the model does", async () => {
    making.setModel("video-2");
    for (const file of ["a", "b", "c", "d"]) await making.take(artifact(file));
    expect(slots()).toEqual(["reference b", "reference c", "reference d"]);
  });

  it("finds a way that starts from a picture", async () => {
    making.prompt = "boat";
    await making.startFrom("a" as ArtifactId, "reference", "video");
    expect([making.form?.model, making.way?.mode]).toEqual(["video-2", "reference"]);
    await making.startFrom("b" as ArtifactId, "lastFrame", "video");
    expect([making.form?.model, making.way?.mode]).toEqual(["video-1", "firstLast"]);
    expect(slots()).toContain("lastFrame b");
  });

  it("is filled as it was for a picture that is made anew", () => {
    const made = { kind: "image", model: "image-1", mode: "text", prompt: "船" } as const;
    const parameters = { quality: "sd", unknown: 1 };
    making.remix({ ...made, parameters } as unknown as ArtifactView);
    expect([making.prompt, making.values]).toEqual(["船", { quality: "sd" }]);
  });

  it("comes back as it was left, and empty when that cannot be read", () => {
    making.setModel("video-1");
    making.prompt = "一只🐈";
    making.changed();
    const again = new Making();
    expect([again.kind, again.prompt, again.models]).toEqual([
      "video",
      "一只🐈",
      { video: "video-1" },
    ]);
    localStorage.setItem("glim-studio-draft", "{broken");
    expect(new Making().prompt).toBe("");
  });
});
