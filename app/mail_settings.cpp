#include "app/mail_settings.h"

#include <cstdlib>
#include <filesystem>

#include "app/private_file.h"
#include "base/text.h"
#include "base/toml.h"

namespace attt::app {
namespace {

constexpr std::array<std::string_view, 3> security_names = {"starttls", "tls", "none"};

std::string address_at(base::TomlTable& table, const char* key, const std::string& value) {
    if (!value.empty() && !base::is_mail_address(value)) table.defect(key, "mail.bad_address", {{"value", value}});
    return value;
}

void read_server(base::TomlTable& table, const Workspace& workspace, MailSettings& out) {
    net::SmtpServer& server = out.server;
    server.host = table.required_string("host");
    if (const auto security = table.one_of("security", security_names)) {
        server.security = *security == "tls"    ? net::SmtpSecurity::tls
                          : *security == "none" ? net::SmtpSecurity::none
                                                : net::SmtpSecurity::starttls;
    }
    const std::int64_t usual = server.security == net::SmtpSecurity::tls    ? 465
                               : server.security == net::SmtpSecurity::none ? 25
                                                                            : 587;
    const std::int64_t port = table.integer("port").value_or(usual);
    if (port < 1 || port > 65'535) table.defect("port", "mail.bad_port");
    server.port = static_cast<std::uint16_t>(port);
    if (server.security == net::SmtpSecurity::none && !net::is_this_machine(server.host))
        table.defect("security", "mail.not_encrypted", {{"host", server.host}});
    server.user = table.string("user").value_or("");
    out.password_file = table.string("password_file").value_or("");
    server.ca_file = table.string("ca").value_or("");
    for (std::string* file : {&out.password_file, &server.ca_file}) {
        if (!file->empty() && std::filesystem::path(*file).is_relative())
            *file = (workspace.directory / *file).string();
    }
    if (const auto timeout = table.duration("timeout")) server.timeout = *timeout;
    out.from.address = address_at(table, "from", table.required_string("from"));
    out.from.name = table.string("name").value_or("");
    table.refuse_unknown();
}

void read_contact(base::TomlTable& table, MailSettings& out) {
    MailContact contact;
    contact.agency = table.required_string("agency");
    contact.post = table.required_string("post");
    contact.address = address_at(table, "to", table.required_string("to"));
    table.refuse_unknown();
    out.contacts.push_back(std::move(contact));
}

}  // namespace

base::Result<MailSettings> load_mail_settings(const Workspace& workspace, std::vector<base::Error>& defects) {
    MailSettings out;
    const std::string file = (workspace.directory / "mail.toml").string();
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return out;
    auto document = base::read_toml(file);
    if (!document) return tl::unexpected(document.error());
    const std::size_t before = defects.size();
    base::TomlTable root(*document, defects);
    if (auto server = root.table("server"))
        read_server(*server, workspace, out);
    else
        root.defect("", "toml.missing_key", {{"key", "server"}});
    if (auto desk = root.table("desk")) {
        const std::string post = desk->required_string("post");
        for (const std::string& address : desk->strings("to").value_or(std::vector<std::string>()))
            out.desk.push_back({post, address_at(*desk, "to", address)});
        desk->refuse_unknown();
    }
    for (base::TomlTable& table : root.tables("contact"))
        read_contact(table, out);
    root.refuse_unknown();
    if (defects.size() == before) return out;
    return base::fail(base::ErrorCode::bad_input, "mail.defects", {{"count", std::to_string(defects.size() - before)}});
}

base::Result<std::string> mail_password(const MailSettings& settings) {
    if (settings.server.user.empty()) return std::string();
    const auto first_line = [](base::Result<std::string> text) -> base::Result<std::string> {
        if (!text) return text;
        return text->substr(0, text->find_first_of("\r\n"));
    };
    if (const char* directory = std::getenv("CREDENTIALS_DIRECTORY")) {
        const auto file = std::filesystem::path(directory) / "smtp-password";
        std::error_code ignored;
        if (std::filesystem::exists(file, ignored)) return first_line(read_private_file(file.string()));
    }
    if (!settings.password_file.empty()) return first_line(read_private_file(settings.password_file));
    if (const char* password = std::getenv("ATTT_SMTP_PASSWORD")) return std::string(password);
    return base::fail(base::ErrorCode::bad_input, "mail.no_password");
}

}  // namespace attt::app
