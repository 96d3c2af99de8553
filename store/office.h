// The office's week in the store: files of the folder, runs with their steps, and the queue of letters. Beside Store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace attt::store {

// --- files that came through the folder ---
struct InboxFile {
    std::int64_t id = 0;
    std::string sha256;  // hexadecimal
    std::string name;
    std::string kind;     // as app calls it
    std::string outcome;  // "taken", "partly", "refused", "known"
    base::Time at;
    std::string actor;
    base::Value detail = base::Object();  // what the receipt says
    std::string moved_to;                 // empty: it still lies where it was dropped
};
base::Result<std::int64_t> note_inbox_file(Store& store, const InboxFile& file);
base::Result<void> note_moved(Store& store, std::int64_t id, const std::string& moved_to);
// The newest file of these bytes that was taken, whole or in part; nothing when there is none.
base::Result<std::optional<InboxFile>> inbox_file_taken(Store& store, const std::string& sha256);
// Newest first, those at or after `since`.
base::Result<std::vector<InboxFile>> inbox_files(Store& store, base::Time since);

// --- runs ---
struct OfficeStep {
    std::string step;
    base::Time started;
    int attempts = 1;
    std::optional<base::Time> ended;
    std::string outcome;  // "done", "failed", "postponed"; empty: it was begun and nothing more is known
    base::Value detail = base::Object();
};
struct OfficeRun {
    std::int64_t id = 0;
    std::string cycle;  // "daily", "weekly", "monthly"
    base::Time started;
    std::optional<base::Time> ended;
    std::string outcome;  // "done", "failed", "abandoned"; empty: not ended
    std::string actor;
    std::vector<OfficeStep> steps;
};
base::Result<OfficeRun> begin_office_run(Store& store, const std::string& cycle, base::Time at);
base::Result<void> begin_office_step(Store& store, std::int64_t run, const std::string& step, base::Time at);
base::Result<void> end_office_step(Store& store, std::int64_t run, const std::string& step, const std::string& outcome,
                                   const base::Value& detail, base::Time at);
base::Result<void> end_office_run(Store& store, std::int64_t run, const std::string& outcome, base::Time at);
// Newest first, at most `most`. `unfinished`: only those that have not ended.
base::Result<std::vector<OfficeRun>> office_runs(Store& store, std::size_t most, bool unfinished);

// --- letters ---
struct Letter {
    std::int64_t id = 0;
    std::string message_id;
    std::string occasion;   // "weekly/12": what it is about; one letter to a recipient for each
    std::string recipient;  // an address
    std::string subject;
    std::string message;  // whole, as RFC 5322
    base::Time queued;
    std::string state;  // "queued", "sending", "sent", "refused", "unsure"
    int attempts = 0;
    std::optional<base::Time> last_attempt, sent;
    std::string last_answer;
};
// Puts letters into the queue with what they tell, in one transaction; one whose occasion already has a letter to this
// recipient is left out. How many were put.
struct Queued {
    Letter letter;
    std::vector<std::string> tells;  // "certificate/cong-tinh/2023-04-01/14"
};
base::Result<int> queue_letters(Store& store, const std::vector<Queued>& letters, base::Time at);
// Which of these were told before.
base::Result<std::vector<std::string>> told_before(Store& store, const std::vector<std::string>& what);
// Letters that were being sent when the program ended become "unsure": called by who is about to send, alone.
base::Result<void> settle_broken_off(Store& store);
// Letters that may be sent now, oldest first.
base::Result<std::vector<Letter>> letters_to_send(Store& store);
// The server asked for the letter's text: from here on only its answer tells whether it has it.
base::Result<void> letter_begun(Store& store, std::int64_t id, base::Time at);
// What came of it: "sent", "refused", "unsure", or "queued" again.
base::Result<void> letter_done(Store& store, std::int64_t id, const std::string& state, const std::string& answer,
                               base::Time at);
// Newest first, without their text.
base::Result<std::vector<Letter>> letters(Store& store, std::size_t most);
// A person looked at the server's log: "queued" to send again, or "sent". Error: store.no_letter (id) where it is not
// unsure or refused.
base::Result<void> settle_letter(Store& store, std::int64_t id, const std::string& state, base::Time at);

}  // namespace attt::store
