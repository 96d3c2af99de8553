#include "cli/arguments_tls.h"

#include "app/tls.h"
#include "cli/usage.h"

namespace attt::cli {
namespace {

void source_options(CLI::App& app, const CommandMaker& make) {
    Arguments& arguments = make.arguments;
    app.add_option("HOST", arguments.tls.host, make.texts.text("help.tls_host"));
    app.add_option("--file", arguments.tls.file, make.texts.text("help.tls_file"));
    app.add_option("--run", arguments.run, make.texts.text("help.tls_run"))->check(whole_number(1));
}

}  // namespace

void add_tls_commands(const CommandMaker& make) {
    TlsArguments& tls = make.arguments.tls;
    CLI::App& family = make.family("tls");
    CLI::App& profile = make.command(family, "profile", Command::tls_profile);
    source_options(profile, make);
    profile.add_option("--profile", tls.profiles, make.texts.text("help.tls_profile_id"))->delimiter(',');
    make.format(profile);

    CLI::App& clients = make.command(family, "clients", Command::tls_clients);
    source_options(clients, make);
    clients.add_option("--without", tls.without, make.texts.text("help.tls_without"))->delimiter(',');
    clients.add_option("--kind", tls.kinds, make.texts.text("help.tls_kind"))
        ->delimiter(',')
        ->check(one_of({rules::tls_client_kinds.begin(), rules::tls_client_kinds.end()}));
    make.format(clients);
}

}  // namespace attt::cli
