import { useEffect, useRef } from "react";
import { useConnection, useDesk } from "../shell/desk.tsx";
import { mendPush } from "./push-device.ts";

/** At each start and sign-in, once there is a connection: is what is on here known to the server? */
export function usePushMended(): void {
  const { me } = useDesk();
  const online = useConnection().state === "synced";
  const done = useRef(false);
  useEffect(() => {
    if (!online || done.current) return;
    done.current = true;
    mendPush(me.id).catch(() => {
      // Tried again with the next connection; the settings say what is true meanwhile.
      done.current = false;
    });
  }, [online, me.id]);
}
