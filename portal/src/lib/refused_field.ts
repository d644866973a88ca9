// A refusal stands at the field that it is about, in the words of the form. The node names fields as its
// files do ("members.account"); a form says by `data-field` which input holds which of them:
//   <input data-field="quorum" />                        several names are parted by blanks
//   <input data-refusals="account_unknown" />            goes first: what the node names otherwise, or not
//   <div role="group" aria-label="Member 2" data-row="1">  one row of a list, as the file has them
import type { Failure } from "./failure";

const focusable = "input:not([type=hidden]), select, textarea, button";
const has = (list: string | undefined, name: string): boolean => (list ?? "").split(" ").includes(name);
const own = (element: Element): string => [...element.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE).map((one) => one.textContent).join(" ").trim();

/** How the form labels it: "Thành viên 2, Tài khoản". */
function labelOf(element: HTMLElement): string {
  const input = element as Partial<HTMLInputElement> & HTMLElement;
  const label = element.getAttribute("aria-label") ?? (input.labels?.[0] ? own(input.labels[0]) : element.querySelector("legend")?.textContent.trim()) ?? "";
  const row = element.parentElement?.closest("[role=group][aria-label]")?.getAttribute("aria-label");
  return [row, label].filter(Boolean).join(", ");
}

/** The row of its list on this line of a file in which each row is one line. */
export function rowAt(file: Uint8Array, line: number): number | null {
  const lines = new TextDecoder().decode(file).split("\n");
  const indent = /^ *- /.exec(lines[line - 1] ?? "")?.[0];
  if (indent === undefined) return null;
  let row = 0;
  while (line - 2 - row >= 0 && lines[line - 2 - row]!.startsWith(indent)) ++row;
  return row;
}

function fieldOf(form: HTMLFormElement, { reason, parameters }: Failure, row: number | null): HTMLElement | null {
  const named = parameters["field"] ?? "";
  const of = [...form.querySelectorAll<HTMLElement>("[data-refusals]")].filter((one) => has(one.dataset["refusals"], reason));
  const found = of.length > 0 || named === "" ? of : [...form.querySelectorAll<HTMLElement>("[data-field]")].filter((one) => has(one.dataset["field"], named));
  const said = new Set(Object.values(parameters));
  return found.find((one) => row !== null && one.closest<HTMLElement>("[data-row]")?.dataset["row"] === String(row))
    ?? found.find((one) => said.has((one as HTMLInputElement).value?.trim()))
    ?? found[0] ?? null;
}

/** Without the file's words: its name of the field, other fields' names in brackets, values of a choice. */
function worded(form: HTMLFormElement, element: HTMLElement, { text, parameters }: Failure): string {
  const named = parameters["field"] ?? "";
  let said = named !== "" && text.startsWith(`${named}: `) ? text.slice(named.length + 2) : text;
  said = said.replace(/\(([a-z_]+)\)/g, (whole, key: string) => {
    const other = [...form.querySelectorAll<HTMLElement>("[data-field]")].find((one) => has(one.dataset["field"], key));
    return other ? `(${labelOf(other)})` : whole;
  });
  if (element instanceof HTMLSelectElement) {
    for (const option of element.options) if (option.value !== "") said = said.replaceAll(`“${option.value}”`, `“${option.text}”`);
  }
  return said;
}

let count = 0;
const marks = new WeakMap<HTMLFormElement, () => void>();

/** True if the form has the field: it is marked, told under its label and has the focus. `file`: what the form was sent as. */
export function standAt(form: HTMLFormElement, failure: Failure, file?: Uint8Array): boolean {
  marks.get(form)?.(); // What stood there before.
  const line = Number(failure.parameters["line"] ?? "0");
  const element = failure.lineDown ? null : fieldOf(form, failure, file && line > 0 ? rowAt(file, line) : null);
  if (element === null) return false;
  const input = element.matches(focusable) ? element : element.querySelector<HTMLElement>(focusable);
  if (input === null) return false;
  const told = document.createElement("span");
  told.id = `refused-${++count}`;
  told.className = "refused small";
  told.textContent = `${labelOf(element)}: ${worded(form, element, failure)}`;
  told.setAttribute("aria-hidden", "true"); // Read as the field's description, and no part of its name.
  const described = input.getAttribute("aria-describedby");
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", [described, told.id].filter(Boolean).join(" "));
  (element === input ? (input.closest("label, .date") ?? input.parentElement) : (element.querySelector("fieldset") ?? element))?.append(told);
  const clear = () => {
    told.remove();
    input.removeAttribute("aria-invalid");
    if (described === null) input.removeAttribute("aria-describedby");
    else input.setAttribute("aria-describedby", described);
    form.removeEventListener("input", changed);
    form.removeEventListener("change", changed);
    form.removeEventListener("submit", clear);
    marks.delete(form);
  };
  const changed = ({ target }: Event) => {
    if (target === input || (element !== input && element.contains(target as Node))) clear();
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", clear); // Perhaps another field was wrong.
  marks.set(form, clear);
  for (let box = input.closest("details"); box; box = box.parentElement?.closest("details") ?? null) box.open = true;
  input.focus();
  return true;
}
