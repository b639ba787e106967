import { ActionIcon, Badge, Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import {
  IconAdjustments,
  IconDownload,
  IconKeyboard,
  IconLogout,
  IconPhoneCall,
  IconSearch,
} from "@tabler/icons-react";
import { type ReactNode, useSyncExternalStore } from "react";
import { Link, useLocation } from "react-router";
import { useAccount } from "../account/account.tsx";
import { NoticeBell } from "../notifications/notice-bell.tsx";
import { installOffer } from "../ui/install-offer.ts";
import { PersonMark } from "../ui/person-mark.tsx";
import { ConnectionBadge } from "./connection-badge.tsx";
import { useDesk } from "./desk.tsx";
import classes from "./header.module.css";
import { isAt, placesOf } from "./navigation.ts";
import { usePending } from "./use-pending.ts";

/** The top of every page: whose campus this is, and the way out in a crisis. */
export function PlainHeader({ children, crisis = true }: { children?: ReactNode; crisis?: boolean }) {
  const { campus } = useAccount();
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.home} aria-label={`${campus.name}, home`}>
        <img src="/icons/alcove.svg" alt="" width={28} height={28} />
        <span className={classes.campus}>{campus.name}</span>
      </Link>
      {children}
      {crisis && (
        <Link to="/crisis" className={classes.crisis}>
          <IconPhoneCall size={16} aria-hidden="true" />
          In crisis?
        </Link>
      )}
    </header>
  );
}

type DeskHeaderProps = { onSearch: () => void; onShortcuts: () => void };

/** The header behind the sign-in: places of the role, the connection, the person. */
export function DeskHeader({ onSearch, onShortcuts }: DeskHeaderProps) {
  const { me, signOut } = useDesk();
  const { pathname } = useLocation();
  const pending = usePending();
  const { shared } = useAccount();
  const offer = useSyncExternalStore(installOffer.subscribe, installOffer.get);
  return (
    <PlainHeader crisis={me.role === "student"}>
      <nav className={classes.places} aria-label="Main">
        {placesOf(me.role)
          .filter((place) => place.to !== "/settings")
          .map((place) => (
            <Link
              key={place.to}
              to={place.to}
              className={classes.place}
              aria-current={isAt(place, pathname) ? "page" : undefined}
            >
              {place.label}
              {place.to === "/people" && pending > 0 && (
                <Badge size="sm" ml={6} tt="none">
                  {pending} <VisuallyHidden>waiting for approval</VisuallyHidden>
                </Badge>
              )}
            </Link>
          ))}
      </nav>
      <div className={classes.tools}>
        <ConnectionBadge />
        <NoticeBell />
        <ActionIcon className={classes.search} aria-label="Search and go to" onClick={onSearch}>
          <IconSearch size={20} />
        </ActionIcon>
        <Menu position="bottom-end" width={230} shadow="md">
          <Menu.Target>
            <UnstyledButton className={classes.me}>
              <PersonMark name={me.name} />
              <VisuallyHidden>Account of {me.name}</VisuallyHidden>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <div className={classes.who}>
              <Text fw={600} dir="auto">
                {me.name}
              </Text>
              <Text size="xs" c="dimmed">
                {me.email}
              </Text>
            </div>
            <Menu.Divider />
            <Menu.Item component={Link} to="/settings" leftSection={<IconAdjustments size={18} />}>
              Settings
            </Menu.Item>
            {offer !== null && !shared && (
              <Menu.Item leftSection={<IconDownload size={18} />} onClick={() => void offer.install()}>
                Install Alcove
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconKeyboard size={18} />} onClick={onShortcuts}>
              Keyboard shortcuts
            </Menu.Item>
            <Menu.Item leftSection={<IconLogout size={18} />} onClick={() => void signOut()}>
              Sign out
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
    </PlainHeader>
  );
}
