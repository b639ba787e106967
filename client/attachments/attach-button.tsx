import { ActionIcon } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useRef } from "react";
import { fileTypes } from "../../shared/attachments/file-types.ts";

/** What the browser's dialog offers: the types, and their endings, since some systems know only those. */
const accepted = [
  ...Object.keys(fileTypes),
  ...Object.values(fileTypes).flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`)),
  "image/heic",
  ".heic",
].join(",");

export function AttachButton({
  onFiles,
  className,
}: {
  onFiles: (files: Iterable<File>) => void;
  className?: string | undefined;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <ActionIcon
        size={36}
        variant="subtle"
        color="gray"
        {...(className === undefined ? {} : { className })}
        aria-label="Attach files"
        title="Attach pictures, PDF, text or office files"
        onClick={() => input.current?.click()}
      >
        <IconPaperclip size={20} aria-hidden="true" />
      </ActionIcon>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accepted}
        aria-label="Files to attach"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          // Choosing the same file again must be heard too.
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
