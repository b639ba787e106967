import {
  IconFile,
  IconFileText,
  IconFileTypePdf,
  IconPhoto,
  IconPresentation,
  IconTable,
} from "@tabler/icons-react";
import { isPicture } from "../../shared/attachments/file-types.ts";

export function FileIcon({ type }: { type: string }) {
  const Icon = iconOf(type);
  return <Icon size={20} aria-hidden="true" />;
}

function iconOf(type: string) {
  if (isPicture(type)) return IconPhoto;
  if (type === "application/pdf") return IconFileTypePdf;
  if (type.includes("sheet")) return IconTable;
  if (type.includes("presentation")) return IconPresentation;
  return type.includes("text") || type.includes("wordprocessing") ? IconFileText : IconFile;
}
