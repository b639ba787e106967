import {
  IconArrowBackUp,
  IconCircleCheck,
  IconFlag,
  IconHandGrab,
  IconPencil,
  IconRefresh,
  IconUserShare,
  type TablerIcon,
} from "@tabler/icons-react";
import type { TicketDeed } from "./ticket-deeds.ts";

export const deedIcons: { readonly [Deed in TicketDeed]: TablerIcon } = {
  claim: IconHandGrab,
  triage: IconFlag,
  edit: IconPencil,
  "hand-over": IconUserShare,
  unclaim: IconArrowBackUp,
  close: IconCircleCheck,
  reopen: IconRefresh,
};
