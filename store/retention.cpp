#include "store/retention.h"

#include <set>

#include "base/json.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/connection.h"
#include "store/impl.h"
#include "store/personal_rows.h"
#include "store/revisions.h"

namespace attt::store {
namespace {

using base::Result;

// What a computer is known by, beside its id.
constexpr std::array<std::string_view, 5> computer_keys = {"name", "serial", "uuid", "macs", "ip"};

struct OverdueSubjects {
    std::set<std::int64_t> computers;                        // subject numbers
    std::map<std::int64_t, std::set<std::string>> officers;  // subject number of the agency -> ids

    int count_officers() const {
        std::size_t out = 0;
        for (const auto& [agency, ids] : officers)
            out += ids.size();
        return static_cast<int>(out);
    }
};

bool is_known_by_more(const base::Value& attributes) {
    for (const std::string_view key : computer_keys) {
        const base::Value& value = attributes[key];
        if (!value.is_null() && value.string_or("") != erased_text) return true;
    }
    return false;
}

void add_officers(const Record& record, base::Date cutoff, OverdueSubjects& out) {
    const auto* officers = record.attributes["officers"].if_array();
    if (officers == nullptr) return;
    for (const base::Value& officer : *officers) {
        const auto last = base::parse_date(officer["until"].string_or(""));
        const std::string post = officer["post"].string_or("");
        if (last && *last < cutoff && !post.empty() && post != erased_text)
            out.officers[record.subject_number].insert(officer["id"].string_or(""));
    }
}

Result<OverdueSubjects> overdue_subjects(SQLite::Database& database, const std::string& path,
                                         const RetentionCutoffs& cutoffs) {
    OverdueSubjects out;
    auto visited = each_record(database, path, base::Time::max(), [&](Record&& record) {
        if (record.subject.kind == model::SubjectKind::agency) add_officers(record, cutoffs.former_officers, out);
        const bool retired = record.subject.kind == model::SubjectKind::computer &&
                             record.attributes["lifecycle"].string_or("") == "retired" &&
                             record.recorded_at < cutoffs.retired_computers;
        if (retired && is_known_by_more(record.attributes)) out.computers.insert(record.subject_number);
    });
    if (!visited) return base::fail(visited.error());
    return out;
}

PersonalQuery rows_before(const RetentionCutoffs& cutoffs) {
    return {"", "", cutoffs.imported_rows};
}

void mask_computer(base::Object& attributes) {
    if (const base::Value* name = attributes.find("name"); name != nullptr && !name->is_null())
        attributes.set("name", erased_text);
    for (const std::string_view key : computer_keys) {
        if (key != "name") attributes.erase(key);
    }
}

void mask_officers(base::Object& attributes, const std::set<std::string>& ids) {
    base::Value* officers = attributes.find("officers");
    if (officers == nullptr || officers->if_array() == nullptr) return;
    for (base::Value& officer : *officers->if_array()) {
        if (ids.contains(officer["id"].string_or("")) && !officer["post"].is_null())
            officer.if_object()->set("post", erased_text);
    }
}

// In every revision of the subject: in whole ones and in patches alike.
Result<void> rewrite(SQLite::Database& database, const std::string& path, std::int64_t subject,
                     const std::function<void(base::Object&)>& mask) {
    SQLite::Statement row(database, "SELECT revision,attributes FROM subject_revision WHERE subject_id=?1");
    SQLite::Statement write(database, "UPDATE subject_revision SET attributes=?3 WHERE subject_id=?1 AND revision=?2");
    bound(row, subject);
    std::vector<std::pair<int, std::string>> rewritten;
    while (row.executeStep()) {
        auto attributes = stored_json(path, text_at(row, 1));
        if (!attributes) return base::fail(attributes.error());
        if (attributes->if_object() == nullptr) continue;
        mask(*attributes->if_object());
        rewritten.emplace_back(small_integer_at(row, 0), base::to_canonical_json(*attributes));
    }
    for (const auto& [revision, attributes] : rewritten)
        execute(write, subject, revision, attributes);
    return {};
}

}  // namespace

Result<Overdue> count_overdue(const std::string& path, const RetentionCutoffs& cutoffs) {
    return guarded(path, [&]() -> Result<Overdue> {
        auto opened = open_database(path, migrations());
        if (!opened) return base::fail(opened.error());
        auto subjects = overdue_subjects(*opened, path, cutoffs);
        if (!subjects) return base::fail(subjects.error());
        return Overdue{count_raw_rows(*opened, rows_before(cutoffs)), subjects->count_officers(),
                       static_cast<int>(subjects->computers.size())};
    });
}

Result<Overdue> erase_overdue(const std::string& path, const Actor& actor, const RetentionCutoffs& cutoffs,
                              base::Time at) {
    return guarded(path, [&]() -> Result<Overdue> {
        auto opened = open_database(path, migrations());
        if (!opened) return base::fail(opened.error());
        SQLite::Database& database = *opened;
        database.exec("PRAGMA secure_delete=ON");
        WriteTransaction transaction(database);
        auto subjects = overdue_subjects(database, path, cutoffs);
        if (!subjects) return base::fail(subjects.error());
        const Overdue erased{erase_raw_rows(database, rows_before(cutoffs)), subjects->count_officers(),
                             static_cast<int>(subjects->computers.size())};
        for (const std::int64_t computer : subjects->computers) {
            if (auto done = rewrite(database, path, computer, mask_computer); !done) return base::fail(done.error());
        }
        for (const auto& [agency, ids] : subjects->officers) {
            const auto mask = [&ids = ids](base::Object& attributes) { mask_officers(attributes, ids); };
            if (auto done = rewrite(database, path, agency, mask); !done) return base::fail(done.error());
        }
        const base::Object detail{{"overdue", true},
                                  {"import_rows", erased.imported_rows},
                                  {"former_officers", erased.former_officers},
                                  {"retired_computers", erased.retired_computers}};
        append_audit(database, actor, "privacy.erase", "", base::Value(detail), at);
        transaction.commit();
        database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        return erased;
    });
}

}  // namespace attt::store
