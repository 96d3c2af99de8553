// mail.toml of a workspace: the office's mail server, its desk, and the contact post of each agency.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/workspace.h"
#include "base/mail_message.h"
#include "net/smtp.h"

namespace attt::app {

struct MailContact {
    std::string agency;  // id
    std::string post;
    std::string address;
};

struct MailSettings {
    net::SmtpServer server;     // without its password, which is read when letters are sent
    std::string password_file;  // empty: from the environment, or none
    base::MailAddress from;
    std::vector<base::MailAddress> desk;  // who gets the week's page
    std::vector<MailContact> contacts;

    bool usable() const { return !server.host.empty() && !from.address.empty(); }
};

// Nothing set up (usable() false) where there is no mail.toml. Error: mail.defects (count), with all of them in
// `defects`.
base::Result<MailSettings> load_mail_settings(const Workspace& workspace, std::vector<base::Error>& defects);

// From the file that systemd hands over ($CREDENTIALS_DIRECTORY/smtp-password), else `password_file`, which must be the
// user's own and closed to others, else $ATTT_SMTP_PASSWORD. Errors: mail.no_password, file.not_found,
// ksc.credentials_open, ksc.credentials_owner.
base::Result<std::string> mail_password(const MailSettings& settings);

}  // namespace attt::app
