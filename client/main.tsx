import "./jitless.ts";
import "./ui/styles.ts";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { AccountProvider } from "./account/account-provider.tsx";
import { endTransactionsWithPage } from "./shell/leave-page.ts";
import { AppRoutes } from "./shell/routes.tsx";
import { Starting } from "./shell/starting.tsx";
import { registerServiceWorker } from "./shell/updates.ts";
import { listenForInstallOffer } from "./ui/install-offer.ts";
import { theme } from "./ui/theme.ts";

/** Starts the app, unless `browser-check.js` has found the browser too old and shows what to do instead. */
function start(): void {
  if (document.documentElement.hasAttribute("data-cannot-start")) return;
  endTransactionsWithPage();
  listenForInstallOffer();
  registerServiceWorker();
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  createRoot(root).render(
    // The theme's variables and classes stand in style sheets (`ui/theme.css`), so no style tags are made.
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Notifications position="top-center" limit={3} />
      <BrowserRouter>
        <AccountProvider starting={<Starting />}>
          <AppRoutes />
        </AccountProvider>
      </BrowserRouter>
    </MantineProvider>,
  );
}

start();
