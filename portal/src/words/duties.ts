// What else waits on the home page: periodic reports, tasks of remediation plans, votes in a council of leaders.
import { texts } from "./words";

export const t = texts({
  "duties.title": "Báo cáo, nhiệm vụ, bỏ phiếu",
  "report.not_sent": "Chưa gửi số liệu",
  "report.below": "{done} trên {all} đơn vị đã báo cáo",
  "report.left": "chốt số liệu {date}, còn {days} ngày",
  "report.today": "chốt số liệu hôm nay, {date}",
  "report.passed": "ngày chốt số liệu {date} đã qua {days} ngày",
  "report.open": "Mở báo cáo",
  "council.until": "đang bỏ phiếu, hạn {date}",
  "council.vote": "Bỏ phiếu",
  "plan.title": "Kế hoạch khắc phục năm {year}",
  "plan.open": "{count} nhiệm vụ chưa xong",
  "plan.overdue": "{count} quá hạn",
  "plan.show": "Mở nhiệm vụ",
}, {
  "duties.title": "Reports, tasks and votes",
  "report.not_sent": "Figures not sent",
  "report.below": "{done} of {all} units have reported",
  "report.left": "figures close {date}, {days} {days:day|days} left",
  "report.today": "figures close today, {date}",
  "report.passed": "figures closed {date}, {days} {days:day|days} ago",
  "report.open": "Open the report",
  "council.until": "voting until {date}",
  "council.vote": "Vote",
  "plan.title": "Remediation plan {year}",
  "plan.open": "{count} {count:task|tasks} not done",
  "plan.overdue": "{count} overdue",
  "plan.show": "Open the tasks",
});
