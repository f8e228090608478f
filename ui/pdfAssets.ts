import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const PACKAGE = fileURLToPath(new URL("./node_modules/pdfjs-dist", import.meta.url));
/** Folders of pdfjs-dist and what of each is taken; licences go with what they are for. */
const TAKEN: Record<string, RegExp> = {
  cmaps: /\.bcmap$|^LICENSE/,
  standard_fonts: /./,
  // Pictures in JPEG 2000 by plain JavaScript: the policy of the page allows no WebAssembly.
  wasm: /^openjpeg_nowasm_fallback\.js$|OPENJPEG$/,
};

function taken(folder: string): string[] {
  return readdirSync(`${PACKAGE}/${folder}`).filter((name) => TAKEN[folder]?.test(name));
}

/** Character maps and fonts that PDF files name without bringing them, at `pdfjs/…`: pdfjs asks for them by name. */
export function pdfAssets(): Plugin {
  return {
    name: "glim-pdf-assets",
    generateBundle() {
      for (const folder of Object.keys(TAKEN)) {
        for (const name of taken(folder)) {
          const source = readFileSync(`${PACKAGE}/${folder}/${name}`);
          this.emitFile({ type: "asset", fileName: `pdfjs/${folder}/${name}`, source });
        }
      }
    },
    configureServer(server) {
      server.middlewares.use("/pdfjs", (request, answer, next) => {
        const [folder = "", name = ""] =
          (request.url ?? "").split("?")[0]?.slice(1).split("/") ?? [];
        if (!(folder in TAKEN) || !taken(folder).includes(name)) {
          next();
          return;
        }
        if (name.endsWith(".js")) answer.setHeader("Content-Type", "text/javascript");
        answer.end(readFileSync(`${PACKAGE}/${folder}/${name}`));
      });
    },
  };
}
