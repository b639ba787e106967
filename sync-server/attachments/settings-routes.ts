import { Router } from "express";
import { requireActive, requireAdmin, signedIn } from "../http/admission.ts";
import { bodyOf } from "../http/body.ts";
import { type AttachmentSettings, attachmentSettingsSchema } from "./attachment-settings.ts";

/** How large a file may be: everybody's device asks, admins choose. */
export function settingsRoutes(options: {
  admission: Parameters<typeof requireActive>[0];
  settings: () => AttachmentSettings;
  store: (settings: AttachmentSettings, by: string) => void;
}): Router {
  const { admission, settings, store } = options;
  const routes = Router();
  routes.get("/files/settings", requireActive(admission), (_req, res) => {
    res.json(settings());
  });
  routes.put("/files/settings", requireAdmin(admission), (req, res) => {
    store(bodyOf(req, attachmentSettingsSchema), signedIn(req).person.id);
    res.json(settings());
  });
  return routes;
}
