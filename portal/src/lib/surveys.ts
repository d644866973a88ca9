// Surveys and the council of leaders, called only by the screen of surveys and by what the home page says is due.
import { CouncilService, SurveyService } from "../gen/par/survey/v1/survey_pb";
import { client } from "./services";

export const surveys = client(SurveyService);
export const councils = client(CouncilService);
