import { CalendarFeedSettings } from "../calendar/calendar-feed-settings.tsx";
import { CampusNotificationSettings } from "../notifications/campus-notification-settings.tsx";
import { NotificationSettings } from "../notifications/notification-settings.tsx";
import { SettingsScreen } from "../settings/settings-screen.tsx";

/** Puts the settings of the features together: they do not know each other. */
export function SettingsPage() {
  return (
    <SettingsScreen
      crisisCalls={<CampusNotificationSettings />}
      notifications={<NotificationSettings />}
      calendar={<CalendarFeedSettings />}
    />
  );
}
