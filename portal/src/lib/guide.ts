// The user guides (docs/guide), one for each kind of work, each loaded when it is read.
import { Role } from "../gen/par/account/v1/account_pb";

export interface Guide {
  title: string;
  headings: { id: string; text: string }[];
  html: string;
}
const files = import.meta.glob<Guide>("../../../docs/guide/*.md");

/** In the order of a dossier's way, with the roles that each is for. */
export const guides = [
  { id: "commune-clerk", roles: [Role.CLERK] },
  { id: "commune-leader", roles: [Role.LEADER] },
  { id: "district-reviewer", roles: [Role.REVIEWER] },
  { id: "province-council", roles: [Role.COUNCIL, Role.PUBLISHER] },
  { id: "administrator", roles: [Role.ADMINISTRATOR] },
] as const;
export type GuideId = (typeof guides)[number]["id"];

export function guideFor(roles: Role[]): GuideId {
  return guides.find((one) => one.roles.some((role) => roles.includes(role)))?.id ?? "commune-clerk";
}

export async function loadGuide(id: string): Promise<Guide | null> {
  const load = files[`../../../docs/guide/${id}.md`];
  return load === undefined ? null : load();
}
