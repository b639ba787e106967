import { Kbd, Modal, Table, Text } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { readShortcutsOn } from "../ui/shortcuts-setting.ts";
import { openPalette } from "./open-palette.ts";
import { shortcutOf } from "./shortcut-of.ts";

type ShortcutsState = { opened: boolean; show: () => void; hide: () => void };

/** Listens for the app's single keys, and keeps whether their sheet is open. */
export function useShortcuts(): ShortcutsState {
  const [opened, setOpened] = useState(false);
  const navigate = useNavigate();
  const show = useCallback(() => setOpened(true), []);
  const hide = useCallback(() => setOpened(false), []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event, isTyping(event.target), readShortcutsOn());
      if (shortcut === null) return;
      event.preventDefault();
      if (shortcut === "sheet") show();
      if (shortcut === "search") focusSearch();
      if (shortcut === "home") void navigate("/");
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [show, navigate]);
  return { opened, show, hide };
}

/** The search of the screen, and where it has none, the palette. */
function focusSearch(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input[data-search="true"]')];
  const field = fields.find((each) => each.checkVisibility());
  if (field === undefined) void openPalette();
  field?.focus();
  field?.select();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))
  );
}

/** Every key and what it does. */
export function Shortcuts({ opened, hide }: ShortcutsState) {
  return (
    <Modal opened={opened} onClose={hide} title="Keyboard shortcuts">
      <Table>
        <Table.Tbody>
          {rows.map(([keys, words]) => (
            <Table.Tr key={words}>
              <Table.Td w={130}>
                {keys.map((key) => (
                  <Kbd key={key} mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{words}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="sm">
        Single keys can be turned off in the settings.
      </Text>
    </Modal>
  );
}

const rows: readonly (readonly [readonly string[], string])[] = [
  [["Ctrl", "K"], "Go anywhere, find a ticket (⌘ K on a Mac)"],
  [["/"], "Search on this screen"],
  [["?"], "This list"],
  [["g"], "Go to the first screen"],
  [["↑", "↓"], "Move in the queue"],
  [["Enter"], "Open the ticket; send the message"],
  [["Shift", "Enter"], "A new line in a message"],
  [["::"], "Saved replies in a message"],
];
