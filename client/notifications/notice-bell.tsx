import { ActionIcon, Popover, ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { topicsOf } from "../../shared/notifications/kinds.ts";
import type { NoticeRow } from "../replica/schema.ts";
import { useLive } from "../replica/use-live.ts";
import { useDesk } from "../shell/desk.tsx";
import { usePeople } from "../ui/use-people.ts";
import { When } from "../ui/when.tsx";
import { noticeWords } from "./notice-words.ts";
import { cameLate, markNotices, noticesIn } from "./notices.ts";
import classes from "./notifications.module.css";
import { useNoticeSync } from "./use-notice-sync.ts";
import { usePushMended } from "./use-push-mended.ts";

/** The bell in the header: what happened, with names, and how much of it is unread. Works offline for what was heard. */
export function NoticeBell() {
  const { me } = useDesk();
  return topicsOf(me.role).length === 0 ? null : <Bell />;
}

function Bell() {
  const { replica } = useDesk();
  useNoticeSync();
  usePushMended();
  const [opened, setOpened] = useState(false);
  const navigate = useNavigate();
  const notices = useLive(() => noticesIn(replica), [replica], []);
  const unread = notices.filter(({ readAt }) => readAt === null).length;
  const count = unread > 9 ? "9+" : String(unread);

  function close() {
    setOpened(false);
    markNotices(replica, () => true, Date.now()).catch(() => {});
  }
  function open({ ticketId }: NoticeRow) {
    close();
    void navigate(`/tickets/${ticketId}`);
  }

  return (
    <Popover
      opened={opened}
      onChange={(now) => (now ? setOpened(true) : close())}
      position="bottom-end"
      width={320}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <ActionIcon
          className={classes.bell}
          aria-label={unread === 0 ? "Notifications" : `Notifications, ${count} unread`}
          aria-expanded={opened}
          onClick={() => (opened ? close() : setOpened(true))}
        >
          <IconBell size={20} />
          {unread > 0 && (
            <span className={classes.count} aria-hidden="true">
              {count}
            </span>
          )}
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Notifications">
        {notices.length === 0 ? (
          <Text p="md" size="sm" c="dimmed">
            Nothing yet. What happens on your tickets is listed here.
          </Text>
        ) : (
          <ScrollArea.Autosize mah={380} type="auto">
            <ul className={classes.list}>
              {notices.map((notice) => (
                <li key={notice.id}>
                  <UnstyledButton className={classes.notice} onClick={() => open(notice)}>
                    <Line notice={notice} />
                  </UnstyledButton>
                </li>
              ))}
            </ul>
          </ScrollArea.Autosize>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Line({ notice }: { notice: NoticeRow }) {
  const { me, replica } = useDesk();
  const { nameOf } = usePeople();
  const title = useLive(
    async () => (await replica.tickets.get(notice.ticketId))?.title ?? "",
    [replica, notice.ticketId],
    "",
  );
  const late = useLive(() => cameLate(replica, me, notice), [replica, me, notice], false);
  const fresh = notice.readAt === null;
  const who = notice.by === null ? "" : nameOf(notice.by);
  return (
    <>
      <Text size="sm" fw={fresh ? 600 : 400}>
        {fresh && <span className={classes.dot} role="img" aria-label="Unread" />}
        {noticeWords(notice.kind, who, late)}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {title !== "" && (
          <>
            <bdi>{title}</bdi>
            {" · "}
          </>
        )}
        <When at={notice.at} />
      </Text>
    </>
  );
}
