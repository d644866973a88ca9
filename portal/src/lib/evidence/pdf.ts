// pdf.js as this portal uses it: its worker is a file of our own origin; without eval and WebAssembly,
// which the content policy forbids; large files by ranges. Only what shows a document imports this.
import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask } from "pdfjs-dist";
import pictures from "pdfjs-dist/wasm/openjpeg_nowasm_fallback.js?url";
import worker from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { credential } from "../credential.svelte";

export type { PDFDocumentProxy, RenderTask } from "pdfjs-dist";

const range = 1 << 18; // What a node reads at once.
const mostPixels = 1 << 24;

export function openPdf(url: string): PDFDocumentLoadingTask {
  GlobalWorkerOptions.workerSrc = worker;
  return getDocument({
    url,
    httpHeaders: Object.fromEntries(credential.headers()),
    rangeChunkSize: range,
    disableAutoFetch: true, // Only the pages that are looked at.
    disableStream: true,
    isEvalSupported: false,
    useWasm: false,
    wasmUrl: pictures.slice(0, pictures.lastIndexOf("/") + 1), // Where it looks for JPEG 2000 in plain script.
    maxImageSize: 1 << 26,
    canvasMaxAreaInBytes: 4 * mostPixels,
    verbosity: 0,
  });
}

/** How large a page may be drawn without a canvas that an old computer cannot hold. */
export const boundedScale = (width: number, height: number, scale: number): number =>
  Math.min(scale, Math.sqrt(mostPixels / (width * height)));
