import { Popover, Stack, Text, UnstyledButton } from "@mantine/core";
import {
  IconCircleCheck,
  IconCloudOff,
  IconPlugConnectedX,
  IconRefresh,
  type TablerIcon,
} from "@tabler/icons-react";
import { trayCount } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import { clockTime } from "../ui/time-words.ts";
import { ToScreen } from "../ui/to-screen.tsx";
import { type BadgeWords, badgeWords, progressWords, trayWords } from "./badge-words.ts";
import classes from "./connection-badge.module.css";
import { useConnection, useDesk } from "./desk.tsx";

const icons: { readonly [Look in BadgeWords["look"]]: TablerIcon } = {
  calm: IconCircleCheck,
  busy: IconRefresh,
  offline: IconCloudOff,
  stopped: IconPlugConnectedX,
};

/** The connection, told honestly: a small badge, its whole sentence behind it. */
export function ConnectionBadge() {
  const { replica } = useDesk();
  const status = useConnection();
  const refused = trayWords(useLive(() => trayCount(replica), [replica], 0));
  const words = badgeWords(status, clockTime);
  const progress = progressWords(status);
  const Icon = icons[words.look];
  return (
    <div className={classes.badges}>
      <Popover width={260} position="bottom-end" withArrow shadow="md">
        <Popover.Target>
          <UnstyledButton className={classes.badge} data-look={words.look}>
            <Icon size={16} aria-hidden="true" className={classes.icon} />
            <span>{words.short}</span>
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap={6}>
            <Text size="sm">{words.detail}</Text>
            {progress !== null && <Text size="sm">First sync: {progress}.</Text>}
            {refused !== null && (
              <Text size="sm">
                <ToScreen to="/tray">{refused}</ToScreen>
              </Text>
            )}
          </Stack>
        </Popover.Dropdown>
      </Popover>
      {refused !== null && (
        <span className={classes.refused}>
          <ToScreen to="/tray">{refused}</ToScreen>
        </span>
      )}
    </div>
  );
}
