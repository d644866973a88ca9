// Every screen by the first part of its address: how it comes, whether the menu names it, and who sees
// it. Screens are loaded when they are first shown: the first load stays small. What a person may do is
// decided by the node; this only spares them pages that would refuse them.
import type { Component } from "svelte";
import { Role } from "../gen/par/account/v1/account_pb";
import { has } from "../lib/person.svelte";
import type { Word } from "../words/words";

type Loaded = { default: Component<{ parts: string[] }> | Component };

export interface Screen {
  load: () => Promise<Loaded>;
  menu?: Word;
  /** Absent: for everybody who is signed in. */
  roles?: Role[];
  /** For everybody, without signing in; it has a head of its own. */
  open?: boolean;
}

export const screens: Record<string, Screen> = {
  "": { load: () => import("./Home.svelte"), menu: "menu.home" },
  "self-assessment": { load: () => import("./SelfAssessment.svelte") },
  review: { load: () => import("./Review.svelte"), menu: "menu.review", roles: [Role.REVIEWER, Role.COUNCIL, Role.PUBLISHER] },
  "review-quality": { load: () => import("./ReviewQuality.svelte"), roles: [Role.REVIEWER, Role.COUNCIL, Role.PUBLISHER] },
  council: { load: () => import("./Council.svelte"), menu: "menu.council", roles: [Role.REVIEWER, Role.COUNCIL, Role.PUBLISHER] },
  figures: { load: () => import("./Figures.svelte"), menu: "menu.figures" },
  remediation: { load: () => import("./Remediation.svelte"), menu: "menu.remediation" },
  ranking: { load: () => import("./Ranking.svelte"), menu: "menu.ranking" },
  surveys: { load: () => import("./Surveys.svelte"), menu: "menu.surveys", roles: [Role.REVIEWER, Role.COUNCIL, Role.PUBLISHER] },
  decision: { load: () => import("./Decision.svelte"), menu: "menu.decision", roles: [Role.PUBLISHER, Role.COUNCIL, Role.LEADER] },
  public: { load: () => import("./PublicPage.svelte"), open: true },
  account: { load: () => import("./Account.svelte") },
  lines: { load: () => import("./Lines.svelte"), menu: "menu.lines" },
  administration: { load: () => import("./Administration.svelte"), menu: "menu.administration", roles: [Role.ADMINISTRATOR, Role.PUBLISHER] },
  guide: { load: () => import("./Guide.svelte"), menu: "menu.guide" },
};

/** The screens that the menu shows to the person who is signed in. */
export function menu(): { address: string; word: Word }[] {
  return Object.entries(screens).flatMap(([address, { menu: word, roles }]) =>
    word !== undefined && (roles === undefined || has(...roles)) ? [{ address, word }] : []);
}
