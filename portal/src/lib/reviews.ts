// The council's sessions, second marks and what reviews are worth.
import { ReviewService } from "../gen/par/review/v1/review_pb";
import { client } from "./services";

export const reviews = client(ReviewService);
