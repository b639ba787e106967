const units = ["bytes", "kB", "MB"] as const;

/** `512 bytes`, `48 kB`, `1.2 MB`. */
export function sizeWords(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  const amount = bytes / 1024 ** power;
  return `${power === 2 && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${units[power]}`;
}

/** Why the server did not take a file, by its code; the sentences that a device can say beforehand are the same. */
export const fileRefusals: Readonly<Record<string, string>> = {
  "file-type-refused": "Only pictures, PDF, plain text and office documents without macros can be sent.",
  "file-too-large": "The file is larger than this campus allows.",
  "picture-too-large": "The picture has more than 50 million pixels, so it was not sent. Send it smaller.",
  "picture-with-place": "The picture still says where it was taken, so it was not sent.",
  "file-altered": "The file changed on its way to the server. Choose it again.",
  "file-refused": "The server could not take this file. Choose it again.",
};
