// The queue of letters. A letter is marked before a server is given its text and again by the server's answer: what
// died between the two is "unsure", and never sent again by itself.
#include "store/audit.h"
#include "store/blobs.h"
#include "store/impl.h"
#include "store/office.h"

namespace attt::store {
namespace {

using base::Result;

constexpr std::string_view message_type = "message/rfc822";
constexpr const char* letter_columns =
    "SELECT m.mail_id,m.message_id,m.occasion,m.recipient,m.subject,m.queued,m.state,m.attempts,m.last_attempt,m.sent,"
    "m.last_answer";

Letter letter_at(const SQLite::Statement& row) {
    Letter out;
    out.id = integer_at(row, 0);
    out.message_id = text_at(row, 1);
    out.occasion = text_at(row, 2);
    out.recipient = text_at(row, 3);
    out.subject = text_at(row, 4);
    out.queued = time_at(row, 5);
    out.state = text_at(row, 6);
    out.attempts = small_integer_at(row, 7);
    out.last_attempt = time_or_none_at(row, 8);
    out.sent = time_or_none_at(row, 9);
    out.last_answer = text_at(row, 10);
    return out;
}

}  // namespace

Result<int> queue_letters(Store& store, const std::vector<Queued>& letters, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<int> {
        SQLite::Database& database = impl.database;
        WriteTransaction transaction(database);
        BlobWriter blobs(database);
        int out = 0;
        for (const Queued& each : letters) {
            const Letter& letter = each.letter;
            const int put = execute(database,
                                    "INSERT OR IGNORE INTO mail(message_id,occasion,recipient,subject,message,queued,"
                                    "state) VALUES(?1,?2,?3,?4,?5,?6,'queued')",
                                    letter.message_id, letter.occasion, letter.recipient, letter.subject,
                                    blobs.put(letter.message, message_type), at);
            if (put == 0) continue;
            const std::int64_t id = database.getLastInsertRowid();
            for (const std::string& what : each.tells)
                execute(database, "INSERT OR IGNORE INTO mail_told(what,mail_id) VALUES(?1,?2)", what, id);
            append_audit(database, impl.actor, "mail.queue", letter.message_id,
                         base::Value(base::Object{{"occasion", letter.occasion}, {"recipient", letter.recipient}}), at);
            ++out;
        }
        transaction.commit();
        return out;
    });
}

Result<std::vector<std::string>> told_before(Store& store, const std::vector<std::string>& what) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<std::vector<std::string>> {
        SQLite::Statement row(impl.database, "SELECT 1 FROM mail_told WHERE what=?1");
        std::vector<std::string> out;
        for (const std::string& each : what) {
            if (bound(row, each).executeStep()) out.push_back(each);
        }
        return out;
    });
}

Result<void> settle_broken_off(Store& store) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<void> {
        execute(impl.database, "UPDATE mail SET state='unsure' WHERE state='sending'");
        return {};
    });
}

Result<std::vector<Letter>> letters_to_send(Store& store) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<std::vector<Letter>> {
        std::vector<Letter> out;
        SQLite::Statement row(impl.database, std::string(letter_columns) +
                                                 ",b.body FROM mail m JOIN blob b ON b.blob_id=m.message "
                                                 "WHERE m.state='queued' ORDER BY m.mail_id");
        while (row.executeStep()) {
            out.push_back(letter_at(row));
            out.back().message = text_at(row, 11);
        }
        return out;
    });
}

Result<void> letter_begun(Store& store, std::int64_t id, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<void> {
        execute(impl.database, "UPDATE mail SET state='sending',last_attempt=?2 WHERE mail_id=?1", id, at);
        return {};
    });
}

Result<void> letter_done(Store& store, std::int64_t id, const std::string& state, const std::string& answer,
                         base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<void> {
        WriteTransaction transaction(impl.database);
        execute(impl.database,
                "UPDATE mail SET state=?2,last_answer=?3,last_attempt=?4,attempts=attempts+1,"
                "sent=CASE WHEN ?2='sent' THEN ?4 END WHERE mail_id=?1",
                id, state, answer, at);
        // what was refused has told nobody: the next digest says it again
        if (state == "refused") execute(impl.database, "DELETE FROM mail_told WHERE mail_id=?1", id);
        if (state != "queued")
            append_audit(impl.database, impl.actor, "mail." + state, std::to_string(id),
                         base::Value(base::Object{{"answer", answer}}), at);
        transaction.commit();
        return {};
    });
}

Result<std::vector<Letter>> letters(Store& store, std::size_t most) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<std::vector<Letter>> {
        SQLite::Statement row(impl.database,
                              std::string(letter_columns) + " FROM mail m ORDER BY m.mail_id DESC LIMIT ?1");
        bound(row, static_cast<std::int64_t>(most));
        std::vector<Letter> out;
        while (row.executeStep())
            out.push_back(letter_at(row));
        return out;
    });
}

Result<void> settle_letter(Store& store, std::int64_t id, const std::string& state, base::Time at) {
    auto& impl = Access::of(store);
    return guarded(impl.path, [&]() -> Result<void> {
        WriteTransaction transaction(impl.database);
        const int changed = execute(impl.database,
                                    "UPDATE mail SET state=?2,sent=CASE WHEN ?2='sent' THEN ?3 END "
                                    "WHERE mail_id=?1 AND state IN('unsure','refused')",
                                    id, state, at);
        if (changed == 0)
            return base::fail(base::ErrorCode::not_found, "store.no_letter", {{"id", std::to_string(id)}});
        append_audit(impl.database, impl.actor, "mail.settle", std::to_string(id),
                     base::Value(base::Object{{"state", state}}), at);
        transaction.commit();
        return {};
    });
}

}  // namespace attt::store
