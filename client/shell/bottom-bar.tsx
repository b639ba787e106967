import { NavLink } from "react-router";
import { trayCount } from "../replica/reads.ts";
import { useLive } from "../replica/use-live.ts";
import classes from "./bottom-bar.module.css";
import { useDesk } from "./desk.tsx";
import { placesOf } from "./navigation.ts";

/** The places of the role on a small screen. */
export function BottomBar() {
  const { me, replica } = useDesk();
  const refused = useLive(() => trayCount(replica), [replica], 0);
  return (
    <nav className={classes.bar} aria-label="Main">
      {placesOf(me.role).map(({ to, label, icon: Icon }) => (
        <NavLink key={to} to={to} end={to === "/"} className={classes.place}>
          <span className={classes.icon}>
            <Icon size={22} stroke={1.7} aria-hidden="true" />
            {to === "/tray" && refused > 0 && (
              <span className={classes.count}>{refused > 9 ? "9+" : refused}</span>
            )}
          </span>
          {label}
        </NavLink>
      ))}
    </nav>
  );
}
