// Letters of a run: one digest to each agency's contact post, the week's page to the desk. They wait in the store until
// the server has them, and none is sent twice.
#pragma once

#include <string>
#include <vector>

#include "app/mail_settings.h"
#include "app/week.h"
#include "store/office.h"

namespace attt::app {

enum class DigestKind {
    weekly,        // everything, to every contact
    certificates,  // only to whom a certificate's next reminder is due
    monthly,       // that the report of the month is there, with its counts
};

struct Digest {
    std::vector<store::Queued> letters;
    std::vector<std::string> without_contact;  // names of agencies that have something to be told and no contact
};

// What there is to tell, as letters ready to be sent. `occasion`: what they are about ("weekly/12"): the same occasion
// gives the same Message-ID. Never a host together with its weakness: counts, and certificates that are about to end.
// Errors: mail.bad_address, store errors.
base::Result<Digest> compose(const Workspace& workspace, store::Store& store, const MailSettings& settings,
                             const Week& week, DigestKind kind, const std::string& occasion,
                             const base::Catalogue& texts);

struct MailReport {
    std::size_t sent = 0, refused = 0, unsure = 0;
    std::size_t waiting = 0;  // still in the queue
    std::string trouble;      // why they wait: the server's answer or what went wrong; empty: nothing did
};

// Sends what is in the queue. At the first letter that the server cannot take now the rest waits too. A letter of which
// it is not known whether the server has it is put aside for a person, not sent again. One at a time in a workspace.
// Errors: mail.running, mail.not_set_up, mail.no_password, store errors.
base::Result<MailReport> send_queue(const Workspace& workspace, store::Store& store, const MailSettings& settings);

// Writes letters as .eml files instead ("0001 who@example.eml"). Errors: those of files.
base::Result<std::vector<std::string>> write_letters(const std::vector<store::Letter>& letters,
                                                     const std::string& directory);

}  // namespace attt::app
