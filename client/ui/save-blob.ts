/** Milliseconds until an address that was handed to the browser's downloads is taken back. */
const handedOverMs = 60_000;

/** Hands bytes to the browser's downloads. Nothing of them runs in this page. */
export function saveBlob(data: Blob, name: string): void {
  const url = URL.createObjectURL(data);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), handedOverMs);
}
