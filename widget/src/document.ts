// The page where a document is added: a file can also be dropped on it, and reading it takes a moment, which is said.

export function documentPage(root: HTMLElement): void {
  const box = root.querySelector<HTMLFormElement>("#vak")!;
  const file = box.querySelector<HTMLInputElement>("input[type=file]")!;
  const button = box.querySelector("button")!;
  let sent = false;

  document.getElementById("fout")?.focus();
  box.querySelector<HTMLElement>(".slepen")!.hidden = false;
  const over = (on: boolean) => (event: DragEvent): void => {
    event.preventDefault();
    box.classList.toggle("boven", on);
  };
  box.addEventListener("dragover", over(true));
  box.addEventListener("dragleave", over(false));
  box.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer?.files.length) file.files = event.dataTransfer.files;
    else box.querySelector("textarea")!.value ||= event.dataTransfer?.getData("text/plain") ?? "";
  });
  box.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    button.setAttribute("aria-disabled", "true");
    box.querySelector("#lezen")!.textContent = button.dataset.bezig!;
  });
}
