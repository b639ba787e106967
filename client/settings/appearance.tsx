import { SegmentedControl, Switch, Text, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
import { onTouch, readEnterSends, writeEnterSends } from "../ui/enter-sends.ts";
import { readShortcutsOn, writeShortcutsOn } from "../ui/shortcuts-setting.ts";
import classes from "./settings.module.css";

const schemes = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "Auto" },
] as const;

/** Of this device. */
export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [shortcuts, setShortcuts] = useState(readShortcutsOn);
  const [enterSends, setEnterSends] = useState(() => readEnterSends());
  return (
    <>
      <div className={classes.row}>
        <Text id="scheme-label">Theme</Text>
        <SegmentedControl
          aria-labelledby="scheme-label"
          value={colorScheme}
          onChange={(value) => {
            const scheme = schemes.find((each) => each.value === value);
            if (scheme !== undefined) setColorScheme(scheme.value);
          }}
          data={schemes.map((each) => ({ ...each }))}
        />
      </div>
      <Switch
        label="Single-key shortcuts"
        description="Such as / for search and ? for the list of all. Ctrl or Cmd with K always works."
        checked={shortcuts}
        onChange={(event) => {
          setShortcuts(event.currentTarget.checked);
          writeShortcutsOn(event.currentTarget.checked);
        }}
      />
      {!onTouch() && (
        <Switch
          label="Enter sends a message"
          description="Shift with Enter starts a new line. When this is off, Enter does, and Ctrl or Cmd with Enter sends."
          checked={enterSends}
          onChange={(event) => {
            setEnterSends(event.currentTarget.checked);
            writeEnterSends(event.currentTarget.checked);
          }}
        />
      )}
    </>
  );
}
