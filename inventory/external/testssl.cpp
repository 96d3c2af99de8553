// testssl.sh: --jsonfile (a flat array) and --jsonfile-pretty (by host and section).
#include "base/text.h"
#include "inventory/external/values.h"

namespace attt::inventory::external {
namespace {

using base::Value;

class Reader {
  public:
    explicit Reader(ReadExternal& out) : out_(out), hosts_(out.report) {}

    void flat(const Value& item) {
        const std::string id = text_at(item, "id");
        take(item, id, text_at(item, "ip"), text_at(item, "port"));
    }

    // Sections of the pretty form are arrays of tests of one host.
    void target(const Value& target) {
        const std::string name = text_at(target, "targetHost");
        const std::string address = text_at(target, "ip");
        const std::string where = name.empty() || name == address ? address : name + "/" + address;
        const base::Object* sections = target.if_object();
        if (sections == nullptr) return;
        for (const auto& [key, section] : *sections) {
            const base::Array* tests = section.if_array();
            if (tests == nullptr) continue;
            for (const Value& test : *tests)
                take(test, text_at(test, "id"), where, text_at(target, "port"));
        }
    }

  private:
    void take(const Value& item, const std::string& id, const std::string& where, const std::string& port) {
        if (id.empty() || !hosts_.room()) {
            ++out_.left_out;
            return;
        }
        // of the run, not of a host
        if (id == "scanTime" || id == "scanProblem") {
            const std::string said = text_at(item, "severity");
            if (said == "WARN" || said == "FATAL") out_.report.finished = false;
            return;
        }
        const std::string key = where.substr(0, where.find('/'));
        model::ExternalHost& host = hosts_.of(key.empty() ? where : key);
        add_host(host, where);
        // it states every test by name: what it does not name was not asked
        host.silent_because = "lists_only_what_it_found";
        model::ExternalResult result;
        result.reference = label(id);
        result.title = label(id);
        result.place = place_of("tcp", port);
        result.said = label(text_at(item, "severity"));
        add_cves(result.cves, text_at(item, "cve"));
        result.output = short_text(text_at(item, "finding"));
        result.description = result.output;
        host.results.push_back(std::move(result));
    }

    ReadExternal& out_;
    Hosts hosts_;
};

}  // namespace

ReadExternal read_testssl(const Value& root) {
    ReadExternal out;
    out.report.tool = "testssl";
    Reader reader(out);
    if (const base::Array* targets = root["scanResult"].if_array()) {
        out.report.format = "testssl-pretty-json";
        out.report.version = label(text_at(root, "version"));
        out.report.started = moment(text_at(root, "startTime"));
        for (const Value& target : *targets)
            reader.target(target);
    } else if (const base::Array* items = root.if_array()) {
        out.report.format = "testssl-json";
        for (const Value& item : *items)
            reader.flat(item);
    }
    for (model::ExternalHost& host : out.report.hosts)
        host.seen = out.report.started;
    return out;
}

}  // namespace attt::inventory::external
