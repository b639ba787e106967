import {
  ActionIcon,
  Alert,
  Button,
  CloseButton,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  Input,
  Loader,
  Modal,
  Notification,
  PasswordInput,
  Textarea,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { brick, fjord, night, stone } from "./colors.ts";

/** Named buttons: axe and screen readers find no nameless cross. */
const closeButton = { "aria-label": "Close" };

/**
 * Mantine locks scrolling by injecting a style tag, which the CSP forbids; `base.css` locks it instead.
 */
const overlay = {
  lockScroll: false,
  closeButtonProps: closeButton,
  centered: true,
  radius: "lg",
  // A dialog's head is a `header` element; the page already has its banner.
  attributes: { header: { role: "presentation" } },
};

export const theme = createTheme({
  primaryColor: "fjord",
  colors: { fjord, dark: night, gray: stone, red: brick },
  primaryShade: { light: 8, dark: 8 },
  black: "#1c2624",
  autoContrast: true,
  // Where black and white have the same contrast: whichever is chosen has at least 4.5 : 1.
  luminanceThreshold: 0.179,
  fontFamily: 'system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif',
  headings: { fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: "lg" } }),
    Alert: Alert.extend({ defaultProps: { closeButtonLabel: "Close", radius: "md" } }),
    Button: Button.extend({ defaultProps: { radius: "md" } }),
    CloseButton: CloseButton.extend({ defaultProps: closeButton }),
    Drawer: Drawer.extend({ defaultProps: { lockScroll: false, closeButtonProps: closeButton } }),
    // Almost every field is required; those that are not say so.
    InputWrapper: Input.Wrapper.extend({ defaultProps: { withAsterisk: false } }),
    Input: Input.extend({ defaultProps: { size: "md" } }),
    Loader: Loader.extend({ defaultProps: { type: "dots" } }),
    Modal: Modal.extend({ defaultProps: overlay }),
    Notification: Notification.extend({ defaultProps: { closeButtonProps: closeButton, radius: "md" } }),
    PasswordInput: PasswordInput.extend({
      defaultProps: { visibilityToggleButtonProps: { "aria-label": "Show or hide the password" } },
    }),
    // Which way a text runs follows from what is written in it. Mantine puts `dir` itself on the box around the field.
    Textarea: Textarea.extend({ defaultProps: { attributes: { input: { dir: "auto" } } } }),
    TextInput: TextInput.extend({ defaultProps: { attributes: { input: { dir: "auto" } } } }),
    Tooltip: Tooltip.extend({ defaultProps: { withArrow: true, openDelay: 300, multiline: true } }),
  },
});

/** What Mantine's own variables get wrong for contrast (4.5 : 1 for text), and the surfaces of Alcove. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-body": "var(--alcove-surface)",
    "--alcove-ground": "var(--mantine-color-gray-0)",
    "--mantine-color-dimmed": "var(--mantine-color-gray-7)",
    "--mantine-color-placeholder": "#5f6d6a",
    "--mantine-color-error": "var(--mantine-color-red-9)",
    "--mantine-color-success": "var(--mantine-color-fjord-8)",
    "--mantine-color-orange-light-color": "#843400",
    "--mantine-color-yellow-light-color": "#6e4300",
    "--alcove-surface": "#ffffff",
    "--alcove-sunken": "var(--mantine-color-gray-1)",
    "--alcove-border": "var(--mantine-color-gray-3)",
    "--alcove-waiting": "var(--mantine-color-gray-7)",
    "--alcove-crisis": "#b3261e",
    "--alcove-crisis-surface": "#fdeeec",
    "--alcove-crisis-border": "#e9b0ab",
  },
  dark: {
    "--mantine-color-body": "var(--alcove-surface)",
    "--mantine-color-gray-light": "var(--mantine-color-dark-5)",
    "--mantine-color-gray-light-hover": "var(--mantine-color-dark-4)",
    "--alcove-ground": "var(--mantine-color-dark-7)",
    "--mantine-color-dimmed": "var(--mantine-color-dark-1)",
    "--mantine-color-placeholder": "var(--mantine-color-dark-2)",
    "--mantine-color-error": "var(--mantine-color-red-4)",
    "--mantine-color-success": "var(--mantine-color-fjord-3)",
    "--alcove-surface": "#1d2927",
    "--alcove-sunken": "var(--mantine-color-dark-8)",
    "--alcove-border": "var(--mantine-color-dark-4)",
    "--alcove-waiting": "var(--mantine-color-dark-1)",
    "--alcove-crisis": "#ffb4ab",
    "--alcove-crisis-surface": "#3b1d1a",
    "--alcove-crisis-border": "#7d3a34",
  },
});
