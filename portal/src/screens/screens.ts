// Every screen by the first part of its address: how it comes, whether the menu names it, and who sees
// it. Screens are loaded when they are first shown: the first load stays small. What a person may do is
// decided by the node; this only spares them pages that would refuse them.
import type { Component } from "svelte";
import { permitted } from "../lib/person.svelte";
import type { Word } from "../words/words";

type Loaded = { default: Component<{ parts: string[] }> | Component };

export interface Screen {
  load: () => Promise<Loaded>;
  menu?: Word;
  /** For whom one of these is permitted; absent: for everybody who is signed in. */
  may?: string[];
  /** So many parts of its address name what it is made for: another is another screen. */
  madeFor?: number;
  /** For everybody, without signing in; it has a head of its own. */
  open?: boolean;
}

const reviews = ["review", "settle", "publish"];
export const screens: Record<string, Screen> = {
  "": { load: () => import("./Home.svelte"), menu: "menu.home" },
  "self-assessment": { load: () => import("./SelfAssessment.svelte"), madeFor: 2 },
  review: { load: () => import("./Review.svelte"), menu: "menu.review", may: reviews },
  "review-quality": { load: () => import("./ReviewQuality.svelte"), may: reviews, madeFor: 1 },
  council: { load: () => import("./Council.svelte"), menu: "menu.council", may: reviews },
  figures: { load: () => import("./Figures.svelte"), menu: "menu.figures" },
  remediation: { load: () => import("./Remediation.svelte"), menu: "menu.remediation" },
  ranking: { load: () => import("./Ranking.svelte"), menu: "menu.ranking" },
  surveys: { load: () => import("./Surveys.svelte"), menu: "menu.surveys", may: reviews },
  decision: { load: () => import("./Decision.svelte"), menu: "menu.decision", may: ["publish", "settle", "approve"] },
  public: { load: () => import("./PublicPage.svelte"), open: true },
  account: { load: () => import("./Account.svelte") },
  lines: { load: () => import("./Lines.svelte"), menu: "menu.lines" },
  administration: { load: () => import("./Administration.svelte"), menu: "menu.administration", may: ["manage_accounts", "issue_criteria", "view_audit"] },
  guide: { load: () => import("./Guide.svelte"), menu: "menu.guide" },
};

/** The screens that the menu shows to the person who is signed in. */
export function menu(): { address: string; word: Word }[] {
  return Object.entries(screens).flatMap(([address, { menu: word, may: any }]) =>
    word !== undefined && (any === undefined || permitted(...any)) ? [{ address, word }] : []);
}
