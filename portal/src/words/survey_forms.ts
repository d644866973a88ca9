// The texts of the forms that set up a council of leaders and draw up a survey.
import { texts } from "./words";

export const t = texts({
  "form.by_form": "Soạn theo mẫu", "form.by_file": "Dùng tệp YAML có sẵn", "form.remove": "Bỏ {what}", "form.remove_short": "Bỏ",
  "council.name": "Tên hội đồng", "council.decision": "Quyết định thành lập", "council.votes_until": "Hạn bỏ phiếu", "council.how": "Cách tính điểm", "council.trim": "Số phiếu cao nhất và số phiếu thấp nhất bị bỏ",
  "council.at_least": "Số phiếu tối thiểu", "council.share": "{share} số người được chấm", "council.everybody": "tất cả người được chấm", "council.past": "Hạn bỏ phiếu đã qua: không ai bỏ phiếu được nữa.",
  "council.criteria": "Tiêu chí hội đồng chấm", "council.no_criterion": "Bộ chỉ số của kỳ này không có tiêu chí nào do lãnh đạo đánh giá.",
  "council.members_help": "Thành viên bỏ phiếu bằng tài khoản của mình. Người công tác ở đơn vị được chấm thì không chấm đơn vị đó.", "council.member_n": "Thành viên {number}",
  "council.account": "Tài khoản", "council.works_in": "Công tác tại", "council.elsewhere": "Nơi khác", "council.add_member": "Thêm thành viên",
  "role.chair": "Chủ tịch Hội đồng", "role.member": "Ủy viên",
  "survey.title": "Tên cuộc điều tra", "survey.kind": "Loại", "survey.year": "Năm", "survey.id": "Mã cuộc điều tra", "survey.set": "Cho điểm bộ chỉ số", "survey.no_set": "Không cho điểm, chỉ tính chỉ số",
  "survey.frame": "Đối tượng và mẫu", "survey.asked": "Đối tượng điều tra", "survey.counted": "Quy mô tính bằng", "survey.counted_like": "hồ sơ, người", "survey.sample": "Số phiếu cần ở mỗi đơn vị, mỗi đợt", "survey.minimum": "Số phiếu tối thiểu để tính", "survey.fallback": "Dưới mức tối thiểu thì",
  "fallback.none": "vẫn tính, ghi điều cần xem lại", "fallback.not_scored": "không chấm điểm", "fallback.previous_wave": "lấy kết quả đợt trước", "fallback.previous_year": "lấy kết quả năm trước", "fallback.area_mean": "lấy bình quân các đơn vị cùng nhóm", "survey.nothing_before": "Chưa có đợt nào trước đó để lấy thay: đơn vị dưới mức tối thiểu sẽ không được chấm. Thêm đợt của năm trước, hoặc chọn cách khác.",
  "survey.outlier": "Xem lại khi thay đổi quá (% của thang)", "survey.units": "Đơn vị được điều tra ({count})", "survey.units_help": "Không chọn đơn vị nào thì đơn vị nào cũng có thể có kết quả.", "survey.size": "Quy mô của {unit}",
  "wave.n": "Đợt {number}", "wave.first": "Đợt 1", "wave.title": "Tên đợt", "wave.year": "Năm của đợt", "wave.help": "Ghi theo thứ tự thời gian. Đợt của năm trước chỉ để so sánh và lấy thay khi thiếu phiếu.", "wave.from": "Từ ngày", "wave.until": "Đến ngày", "wave.add": "Thêm đợt", "survey.counts": "Kết quả của", "counts.all": "mọi đợt trong năm, gộp theo số phiếu", "counts.last": "đợt cuối trong năm",
  "survey.components": "Chỉ số thành phần", "survey.components_help": "Điểm = chỉ số ÷ chỉ số cao nhất × trọng số. Chỉ công bố kết quả chung thì để một thành phần.", "survey.answers": "Kết quả nhập vào là", "answers.index": "chỉ số đã công bố", "answers.levels": "số phiếu theo năm mức hài lòng",
  "survey.least": "Chỉ số thấp nhất", "survey.best": "Chỉ số cao nhất", "component.n": "Thành phần {number}", "component.title": "Tên thành phần", "component.id": "Mã", "component.criterion": "Tiêu chí", "component.no_criterion": "Không vào tiêu chí nào", "component.weight": "Trọng số (điểm)", "component.add": "Thêm thành phần",
}, {
  "form.by_form": "Fill in a form", "form.by_file": "Use a YAML file", "form.remove": "Remove {what}", "form.remove_short": "Remove",
  "council.name": "Name of the council", "council.decision": "Decision that sets it up", "council.votes_until": "Votes until", "council.how": "How points are computed", "council.trim": "Highest and lowest votes left out, of each",
  "council.at_least": "Quorum", "council.share": "{share} of those entitled", "council.everybody": "all those entitled", "council.past": "The deadline is past: nobody could vote any more.",
  "council.criteria": "Criteria that the council scores", "council.no_criterion": "The cycle's criteria set has no criterion that leaders score.",
  "council.members_help": "Members vote with their own accounts. Nobody scores the unit that he works in.", "council.member_n": "Member {number}",
  "council.account": "Account", "council.works_in": "Works in", "council.elsewhere": "Elsewhere", "council.add_member": "Add a member",
  "role.chair": "Chủ tịch Hội đồng", "role.member": "Ủy viên",
  "survey.title": "Name of the survey", "survey.kind": "Kind", "survey.year": "Year", "survey.id": "Id of the survey", "survey.set": "Gives points in", "survey.no_set": "No points, indexes only",
  "survey.frame": "Who is asked, and samples", "survey.asked": "Who is asked", "survey.counted": "Size is counted in", "survey.counted_like": "files, people", "survey.sample": "Answers wanted of a unit in each wave", "survey.minimum": "Answers needed to count", "survey.fallback": "With fewer",
  "fallback.none": "its own count, remarked on", "fallback.not_scored": "no points", "fallback.previous_wave": "the wave before counts", "fallback.previous_year": "the year before counts", "fallback.area_mean": "the mean of the same group counts", "survey.nothing_before": "There is no wave before to take instead: units with fewer get no points. Add a wave of the year before, or choose something else.",
  "survey.outlier": "Remark on changes beyond (% of the range)", "survey.units": "Units surveyed ({count})", "survey.units_help": "With none chosen, any unit may have results.", "survey.size": "Size of {unit}",
  "wave.n": "Wave {number}", "wave.first": "Đợt 1", "wave.title": "Name of the wave", "wave.year": "Year of the wave", "wave.help": "In the order of time. A wave of an earlier year only serves to compare, and to take its place where answers are few.", "wave.from": "From", "wave.until": "Until", "wave.add": "Add a wave", "survey.counts": "What counts", "counts.all": "all waves of the year, by their answers", "counts.last": "the last wave of the year",
  "survey.components": "Components", "survey.components_help": "Points = index ÷ highest index × weight. Where only the total is published, leave one component.", "survey.answers": "Results come as", "answers.index": "the index as published", "answers.levels": "counts of five levels of satisfaction",
  "survey.least": "Lowest index", "survey.best": "Highest index", "component.n": "Component {number}", "component.title": "Name of the component", "component.id": "Id", "component.criterion": "Criterion", "component.no_criterion": "None", "component.weight": "Weight (points)", "component.add": "Add a component",
});
