import { Button, Paper, Text, VisuallyHidden } from "@mantine/core";
import classes from "./chat.module.css";
import type { SavedReply } from "./saved-replies.ts";

type RepliesMenuProps = {
  id: string;
  replies: SavedReply[];
  chosen: number;
  onUse: (reply: SavedReply) => void;
  onManage: () => void;
};

/** The saved replies that fit what stands after `::`; the keyboard stays in the message. */
export function RepliesMenu({ id, replies, chosen, onUse, onManage }: RepliesMenuProps) {
  return (
    <Paper className={classes.replies} withBorder shadow="md">
      <div role="listbox" id={id} aria-label="Saved replies">
        {replies.map((reply, index) => (
          <div
            key={reply.id}
            id={`${id}-${reply.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={classes.reply}
            onMouseDown={(event) => {
              event.preventDefault();
              onUse(reply);
            }}
          >
            <Text size="sm" fw={600} span dir="auto">
              {reply.name}
            </Text>
            <Text size="xs" c="dimmed" truncate dir="auto">
              {reply.text}
            </Text>
          </div>
        ))}
      </div>
      <VisuallyHidden role="status">
        {replies.length === 1 ? "1 saved reply" : `${replies.length} saved replies`}. Up and down to choose,
        Enter to use.
      </VisuallyHidden>
      {replies.length === 0 && (
        <Text size="sm" c="dimmed" p="xs">
          No saved reply has this name.
        </Text>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        onMouseDown={(event) => event.preventDefault()}
        onClick={onManage}
      >
        Manage replies
      </Button>
    </Paper>
  );
}
