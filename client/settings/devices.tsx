import { Badge, Button, Text } from "@mantine/core";
import { useState } from "react";
import { z } from "zod";
import { useAccount } from "../account/account.tsx";
import { api, NetworkProblem, nothing, sentenceOf } from "../account/api.ts";
import { ProblemAlert } from "../account/problem-alert.tsx";
import { useDesk } from "../shell/desk.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { LoadingState } from "../ui/loading-state.tsx";
import { useFetched } from "../ui/use-fetched.ts";
import { useSubmit } from "../ui/use-submit.ts";
import { When } from "../ui/when.tsx";
import { deviceName } from "./device-name.ts";
import classes from "./settings.module.css";

const devicesAnswer = z.object({
  devices: z.array(
    z.object({
      id: z.string(),
      createdAt: z.string(),
      lastSeenAt: z.string(),
      userAgent: z.string(),
      current: z.boolean(),
    }),
  ),
});
type Device = z.output<typeof devicesAnswer>["devices"][number];

/** Every sign-in of this person, each to be ended. */
export function Devices() {
  const { fetched, again } = useFetched(() => api.get("/api/me/devices", devicesAnswer));
  const { refresh } = useAccount();
  const [everywhere, setEverywhere] = useState(false);
  const end = useSubmit(async (device: Device) => {
    await api.delete(`/api/me/devices/${encodeURIComponent(device.id)}`, nothing);
    await again();
  });
  const { signOut } = useDesk();

  if (fetched.state === "loading") return <LoadingState label="Fetching your devices" rows={2} />;
  if (fetched.state === "failed") {
    return (
      <div className={classes.row}>
        <Text size="sm" c="dimmed">
          {fetched.problem instanceof NetworkProblem
            ? "The list of devices needs the network."
            : sentenceOf(fetched.problem)}
        </Text>
        <Button variant="default" onClick={() => void again()}>
          Try again
        </Button>
      </div>
    );
  }
  return (
    <>
      <ProblemAlert problem={end.problem} />
      <ul className={classes.rows}>
        {fetched.value.devices.map((device) => (
          <li key={device.id} className={classes.row}>
            <div>
              <Text fw={500}>
                {deviceName(device.userAgent)}{" "}
                {device.current && (
                  <Badge variant="light" tt="none" ml={4}>
                    This device
                  </Badge>
                )}
              </Text>
              <Text size="sm" c="dimmed">
                Last seen <When at={Date.parse(device.lastSeenAt)} />, signed in{" "}
                <When at={Date.parse(device.createdAt)} />
              </Text>
            </div>
            <Button
              variant="default"
              size="xs"
              disabled={end.working}
              aria-label={`Sign out ${deviceName(device.userAgent)}`}
              onClick={() => void (device.current ? signOut() : end.submit(device))}
            >
              Sign out
            </Button>
          </li>
        ))}
      </ul>
      <div>
        <Button variant="default" onClick={() => setEverywhere(true)}>
          Sign out everywhere
        </Button>
      </div>
      <ConfirmDialog
        opened={everywhere}
        onClose={() => setEverywhere(false)}
        title="Sign out everywhere?"
        confirm="Sign out everywhere"
        danger
        onConfirm={async () => {
          await api.post("/api/me/sign-out-everywhere", {}, nothing);
          await refresh();
        }}
      >
        Every device is signed out, this one too. What has not been sent from it stays here until you sign in
        again.
      </ConfirmDialog>
    </>
  );
}
