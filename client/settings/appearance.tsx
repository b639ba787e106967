import { SegmentedControl, Switch, Text, useMantineColorScheme } from "@mantine/core";
import { useState } from "react";
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
    </>
  );
}
