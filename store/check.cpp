#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "store/audit.h"
#include "store/blobs.h"
#include "store/finding_check.h"
#include "store/impl.h"
#include "store/register_check.h"

namespace attt::store {
namespace {

using base::ErrorCode;
using base::Result;

// A file torn apart has thousands of problems; the first ones tell as much.
constexpr std::size_t most_problems = 100;

class Checker {
  public:
    Checker(SQLite::Database& database, const std::string& path) : database_(database), path_(path) {}

    // A part of the file that cannot even be read is a problem found, not a check that failed.
    template <class Part>
    void look(Part part) {
        try {
            part();
        } catch (const SQLite::Exception& exception) {
            const base::Error error = error_of(exception, path_);
            if (error.message != "store.damaged" && error.message != "store.not_a_store") throw;
            report("store.integrity", {{"detail", exception.what()}});
        }
    }

    void integrity() {
        SQLite::Statement row(database_, "PRAGMA integrity_check(100)");
        while (row.executeStep()) {
            if (const std::string line = text_at(row, 0); line != "ok") report("store.integrity", {{"detail", line}});
        }
    }

    void foreign_keys() {
        SQLite::Statement row(database_, "PRAGMA foreign_key_check");
        while (row.executeStep() && !full())
            report("store.foreign_key",
                   {{"table", text_at(row, 0)}, {"row", text_at(row, 1)}, {"parent", text_at(row, 2)}});
    }

    void blobs() {
        SQLite::Statement row(database_, "SELECT sha256,body FROM blob");
        while (row.executeStep() && !full()) {
            const std::string hash = text_at(row, 0);
            if (sha256(text_at(row, 1)) != hash) report("store.blob_changed", {{"sha256", base::hex(hash)}});
        }
    }

    void chain(const std::string& head) {
        SQLite::Statement row(database_,
                              "SELECT seq,at,actor,system_user,action,object,detail,prev_hash,hash FROM audit_event "
                              "ORDER BY seq");
        std::string previous(32, '\0');
        std::int64_t expected = 1;
        out_.head_found = head.empty();
        while (row.executeStep()) {
            const std::int64_t seq = integer_at(row, 0);
            const auto detail = base::parse_json(text_at(row, 6));
            const AuditEvent event{seq,
                                   time_at(row, 1),
                                   text_at(row, 2),
                                   text_at(row, 3),
                                   text_at(row, 4),
                                   text_at(row, 5),
                                   detail ? *detail : base::Value()};
            const std::string hash = text_at(row, 8);
            if (!detail || seq != expected || text_at(row, 7) != previous || chained_hash(previous, event) != hash)
                report("store.chain_broken", {{"seq", std::to_string(seq)}});
            if (base::hex(hash) == head) out_.head_found = true;
            previous = hash;
            expected = seq + 1;
            ++out_.events;
        }
        if (out_.events == 0) report("store.chain_broken", {{"seq", "1"}});
    }

    void findings() {
        for (base::Error& problem : problems_of_findings(database_)) {
            if (!full()) out_.problems.push_back(std::move(problem));
        }
    }

    void issued() {
        for (base::Error& problem : problems_of_register(database_)) {
            if (!full()) out_.problems.push_back(std::move(problem));
        }
    }

    Store::Check result() { return std::move(out_); }

  private:
    bool full() const { return out_.problems.size() >= most_problems; }
    void report(const char* message, base::MessageArguments arguments) {
        if (!full()) out_.problems.push_back({ErrorCode::io, message, std::move(arguments), {}});
    }

    SQLite::Database& database_;
    const std::string& path_;
    Store::Check out_;
};

}  // namespace

Result<Store::Check> Store::check(const std::string& head) {
    return guarded(impl_->path, [&]() -> Result<Check> {
        Checker checker(impl_->database, impl_->path);
        const std::string wanted = base::to_lower_ascii(base::trim(head));
        checker.look([&] { checker.integrity(); });
        checker.look([&] { checker.foreign_keys(); });
        checker.look([&] { checker.blobs(); });
        checker.look([&] { checker.chain(wanted); });
        checker.look([&] { checker.findings(); });
        checker.look([&] { checker.issued(); });
        return checker.result();
    });
}

}  // namespace attt::store
