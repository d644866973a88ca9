// The council's sessions, second marks and what reviews are worth.
import { type ListSampleResponse, ReviewService } from "../gen/par/review/v1/review_pb";
import { client } from "./services";

export const reviews = client(ReviewService);

/** All pages of a cycle's sample as one answer. */
export async function wholeSample(cycle: string): Promise<ListSampleResponse> {
  const all = await reviews.listSample({ cycle, pageSize: 1000 });
  while (all.nextPageToken !== "") {
    const page = await reviews.listSample({ cycle, pageSize: 1000, pageToken: all.nextPageToken });
    all.rows.push(...page.rows);
    all.people.push(...page.people);
    all.nextPageToken = page.nextPageToken;
  }
  return all;
}
