import { IconMapPin, IconMessage, IconPhone, IconVideo, type TablerIcon } from "@tabler/icons-react";
import type { Mode } from "../../shared/entries/codes.ts";

const icons: { readonly [Each in Mode]: TablerIcon } = {
  video: IconVideo,
  audio: IconPhone,
  chat: IconMessage,
  "in-person": IconMapPin,
};

/** The icon of a way to talk; always beside its word. */
export function ModeIcon({ mode, size = 16 }: { mode: Mode; size?: number }) {
  const Icon = icons[mode];
  return <Icon size={size} aria-hidden="true" />;
}
