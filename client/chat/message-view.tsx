import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconAlertCircle, IconArrowBackUp, IconCheck, IconChecks, IconDots } from "@tabler/icons-react";
import { MessageFiles } from "../attachments/message-files.tsx";
import { UploadMark } from "../attachments/upload-mark.tsx";
import type { MessageRow } from "../replica/schema.ts";
import { clockTime } from "../ui/time-words.ts";
import { ToScreen } from "../ui/to-screen.tsx";
import { When } from "../ui/when.tsx";
import classes from "./chat.module.css";
import { lateWords } from "./late-words.ts";
import { linkParts } from "./link-parts.ts";

type MessageViewProps = {
  message: MessageRow;
  name: string;
  own: boolean;
  /** The first of a turn says who it is. */
  opensGroup: boolean;
  /** Under the newest of one's own. */
  mark: "sent" | "seen" | null;
  onTakeBack: (() => void) | null;
};

/** One message: whose side, what it says, and how far it has come. */
export function MessageView({ message, name, own, opensGroup, mark, onTakeBack }: MessageViewProps) {
  const late = lateWords(message);
  return (
    <li className={classes.message} data-own={own} data-opens={opensGroup} data-message={message.id}>
      {opensGroup && (
        <Text size="xs" c="dimmed" className={classes.by}>
          {own ? "You" : name} · <When at={message.at} words={clockTime} />
        </Text>
      )}
      <div className={classes.line}>
        {message.redacted ? (
          <Text size="sm" c="dimmed" fs="italic" className={classes.redacted}>
            {own ? "You took this message back" : "This message was taken back"}
          </Text>
        ) : (
          <div className={classes.bubble} data-state={message.state}>
            {message.body !== "" && <MessageBody body={message.body} />}
            <MessageFiles ticketId={message.ticketId} files={message.attachments} />
          </div>
        )}
        {onTakeBack !== null && !message.redacted && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                className={classes.more}
                aria-label={`More about your message of ${clockTime(message.at)}`}
              >
                <IconDots size={16} aria-hidden="true" />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconArrowBackUp size={16} aria-hidden="true" />} onClick={onTakeBack}>
                Take back
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
      {late !== null && (
        <Text size="xs" c="dimmed" className={classes.mark}>
          {late}
        </Text>
      )}
      {message.state !== "accepted" && <UploadMark message={message} state={message.state} />}
      {mark !== null && (
        <Text size="xs" c="dimmed" className={classes.mark}>
          {mark === "seen" ? (
            <IconChecks size={14} aria-hidden="true" />
          ) : (
            <IconCheck size={14} aria-hidden="true" />
          )}
          {mark === "seen" ? "Seen" : "Sent"}
        </Text>
      )}
    </li>
  );
}

/** A message's text; addresses in it can be followed, and nothing else is made of it. */
export function MessageBody({ body }: { body: string }) {
  return (
    <p className={classes.body} dir="auto">
      {linkParts(body).map((part, index) =>
        part.kind === "text" ? (
          part.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message does not change
          <a key={index} href={part.url} target="_blank" rel="noopener noreferrer nofollow">
            {part.url}
          </a>
        ),
      )}
    </p>
  );
}

/** A message of one's own that the server did not accept, where it would have stood. */
export function RefusedView({ body, at, reason }: { body: string; at: number; reason: string }) {
  return (
    <li className={classes.message} data-own="true" data-opens="true">
      <Text size="xs" c="dimmed" className={classes.by}>
        You · <When at={at} words={clockTime} />
      </Text>
      <div className={classes.bubble} data-state="refused">
        <MessageBody body={body} />
      </div>
      <Text size="xs" className={classes.refused}>
        <IconAlertCircle size={14} aria-hidden="true" />
        <span>
          Not accepted. {reason} <ToScreen to="/tray">Look at it</ToScreen>
        </span>
      </Text>
    </li>
  );
}
