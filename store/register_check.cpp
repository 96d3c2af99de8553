#include "store/register_check.h"

#include "base/hash.h"
#include "base/json.h"

namespace attt::store {
namespace {

// The files of an entry as its detail names them: [{"name","size","sha256"}], by name.
base::Value files_of(SQLite::Database& database, std::int64_t issued) {
    SQLite::Statement row(database,
                          "SELECT f.name,length(b.body),b.sha256 FROM issued_file f JOIN blob b USING(blob_id) WHERE "
                          "f.issued_id=?1 ORDER BY f.name");
    base::Array out;
    for (bound(row, issued); row.executeStep();)
        out.emplace_back(base::Object{
            {"name", text_at(row, 0)}, {"size", integer_at(row, 1)}, {"sha256", base::hex(text_at(row, 2))}});
    return out;
}

// Rows of `sql`: number, detail, the sealed detail, the sealed object, and the entry where its files are to be
// compared.
void compare(SQLite::Database& database, const char* sql, std::vector<base::Error>& problems) {
    SQLite::Statement row(database, sql);
    while (row.executeStep()) {
        const std::string number = text_at(row, 0);
        const auto detail = base::parse_json(text_at(row, 1));
        bool same = detail && text_at(row, 1) == text_at(row, 2) && number == text_at(row, 3);
        if (const auto issued = integer_or_none_at(row, 4); issued && same)
            same = (*detail)["files"] == files_of(database, *issued);
        if (!same) problems.push_back({base::ErrorCode::io, "store.register_changed", {{"number", number}}, {}});
    }
}

// Entries without their event, events without their entry, and what stands beside the detail: who, when, whose place.
void lost(SQLite::Database& database, std::vector<base::Error>& problems) {
    SQLite::Statement row(database, R"sql(
SELECT a.object FROM audit_event a WHERE a.action GLOB 'register.*'
    AND NOT EXISTS(SELECT 1 FROM issued i WHERE i.seq=a.seq) AND NOT EXISTS(SELECT 1 FROM delivery d WHERE d.seq=a.seq)
UNION
SELECT i.number||'/'||i.year FROM issued i LEFT JOIN audit_event a ON a.seq=i.seq LEFT JOIN issued o ON o.issued_id=i.supersedes
    WHERE a.seq IS NULL OR i.recorded_at<>a.at OR i.actor<>a.actor
       OR coalesce(o.number||'/'||o.year,'')<>json_extract(i.detail,'$.supersedes')
UNION
SELECT i.number||'/'||i.year FROM delivery d JOIN issued i ON i.issued_id=d.issued_id LEFT JOIN audit_event a ON a.seq=d.seq
    WHERE a.seq IS NULL OR d.recorded_at<>a.at OR d.actor<>a.actor)sql");
    while (row.executeStep())
        problems.push_back({base::ErrorCode::io, "store.register_changed", {{"number", text_at(row, 0)}}, {}});
}

}  // namespace

std::vector<base::Error> problems_of_register(SQLite::Database& database) {
    std::vector<base::Error> problems;
    compare(database,
            "SELECT i.number||'/'||i.year,i.detail,a.detail,a.object,i.issued_id FROM issued i JOIN audit_event a "
            "USING(seq) ORDER BY i.issued_id",
            problems);
    compare(database,
            "SELECT i.number||'/'||i.year,d.detail,a.detail,a.object,NULL FROM delivery d JOIN issued i "
            "USING(issued_id) JOIN audit_event a ON a.seq=d.seq ORDER BY d.delivery_id",
            problems);
    lost(database, problems);
    return problems;
}

}  // namespace attt::store
