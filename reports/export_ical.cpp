#include <map>

#include "base/text.h"
#include "base/uuid.h"
#include "reports/exports.h"
#include "reports/plain_text.h"

namespace attt::reports {
namespace {

constexpr std::size_t longest_line = 75;  // octets without the line break (RFC 5545, 3.1)

// TEXT of RFC 5545, 3.3.11.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : base::nfc(text)) {
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)
            out += c;
    }
    return out;
}

// "20230630T165959Z"
std::string utc(base::Time time) {
    std::string out;
    for (const char c : base::to_rfc3339(std::chrono::floor<std::chrono::seconds>(time))) {
        if (c != '-' && c != ':') out += c;
    }
    return out;
}

std::string day(base::Date date) {
    std::string out;
    for (const char c : base::to_iso_date(date)) {
        if (c != '-') out += c;
    }
    return out;
}

class Calendar {
  public:
    // Folded so that no character is cut: some readers join lines after decoding.
    void line(const std::string& text) {
        std::size_t room = longest_line, used = 0;
        for (std::size_t i = 0; i < text.size();) {
            std::size_t length = 1;
            while (i + length < text.size() && (static_cast<unsigned char>(text[i + length]) & 0xC0U) == 0x80U)
                ++length;
            if (used + length > room) {
                out_ += "\r\n ";
                room = longest_line - 1;
                used = 0;
            }
            out_.append(text, i, length);
            used += length;
            i += length;
        }
        out_ += "\r\n";
    }
    std::string text() { return std::move(out_); }

  private:
    std::string out_;
};

struct Event {
    std::string key;  // what the UID is made from
    base::Time at;
    bool whole_day = true;
    std::string summary, description, category;
};

void write(const Event& event, const Snapshot& snapshot, Calendar& out) {
    out.line("BEGIN:VEVENT");
    out.line("UID:" + base::uuid_of("event/" + snapshot.province + "/" + event.key));
    out.line("DTSTAMP:" + utc(snapshot.made_at));
    if (event.whole_day) {
        const base::Date date = base::local_date(event.at);
        out.line("DTSTART;VALUE=DATE:" + day(date));
        out.line("DTEND;VALUE=DATE:" + day(std::chrono::sys_days(date) + std::chrono::days(1)));
    } else {
        out.line("DTSTART:" + utc(event.at));
    }
    out.line("SUMMARY:" + escaped(one_line(event.summary)));
    if (!event.description.empty()) out.line("DESCRIPTION:" + escaped(event.description));
    out.line("CATEGORIES:" + escaped(event.category));
    if (!snapshot.classification.empty()) out.line("X-ATTT-CLASSIFICATION:" + escaped(snapshot.classification));
    out.line("TRANSP:TRANSPARENT");
    out.line("END:VEVENT");
}

std::string lines(const std::vector<std::string>& parts) {
    std::string out;
    for (const std::string& part : parts) {
        if (!part.empty()) out += (out.empty() ? "" : "\n") + one_line(part);
    }
    return out;
}

Event event_of(const FindingEntry& entry, const Snapshot& snapshot, const base::Catalogue& texts) {
    const FindingItem& item = entry.item;
    return {
        "finding/" + item.finding.id,
        base::start_of_day(*entry.due),
        true,
        texts.text("export.event_finding", {{"subject", one_line(item.subject_name)}, {"title", one_line(item.title)}}),
        lines({snapshot.name_of({model::SubjectKind::agency, entry.agency}),
               texts.text("severity." + std::string(model::name_of(item.finding.severity))), item.finding.id,
               item.remediation}),
        texts.text("export.category_finding")};
}

Event event_of(const DueEntry& due, const base::Catalogue& texts) {
    return {
        "due/" + due.id + "/" + due.agency + "/" + due.subject_id + "/" + base::to_iso_date(base::local_date(due.at)),
        due.at,
        due.whole_day,
        due.subject.empty() ? due.title : due.title + " – " + one_line(due.subject),
        lines({due.detail, due.basis}),
        texts.text("export.category_due")};
}

Event event_of(const SeenCertificate& certificate, const Snapshot& snapshot, const base::Catalogue& texts) {
    const std::string site = snapshot.name_of({model::SubjectKind::website, certificate.website});
    return {"certificate/" + certificate.website + "/" + certificate.endpoint,
            certificate.not_after,
            false,
            texts.text("export.event_certificate", {{"subject", one_line(site)}}),
            lines({certificate.endpoint, certificate.subject}),
            texts.text("export.category_certificate")};
}

}  // namespace

std::string render_ical(const Snapshot& snapshot, const base::Catalogue& texts) {
    Calendar out;
    out.line("BEGIN:VCALENDAR");
    out.line("VERSION:2.0");
    out.line("PRODID:-//attt//attt " + escaped(snapshot.program_version) + "//VI");
    out.line("CALSCALE:GREGORIAN");
    out.line("METHOD:PUBLISH");
    out.line("X-WR-CALNAME:" +
             escaped(one_line(texts.text("export.calendar", {{"name", one_line(snapshot.province)}}))));
    for (const FindingEntry& entry : snapshot.findings) {
        if (entry.due && model::needs_work(entry.item.state)) write(event_of(entry, snapshot, texts), snapshot, out);
    }
    // what is told as never done has no day of its own, what was done late is over
    std::map<std::string, int> seen;  // no two events with one UID
    for (const DueEntry& due : snapshot.due) {
        if (due.state != "due" && due.state != "overdue") continue;
        Event event = event_of(due, texts);
        if (const int before = seen[event.key]++; before > 0) event.key += "/" + std::to_string(before + 1);
        write(event, snapshot, out);
    }
    for (const SeenCertificate& each : snapshot.certificates)
        write(event_of(each, snapshot, texts), snapshot, out);
    out.line("END:VCALENDAR");
    return out.text();
}

}  // namespace attt::reports
