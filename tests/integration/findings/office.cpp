#include "office.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/csv.h"
#include "base/time.h"

namespace attt::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* settings = R"([workspace]
province = "Thử"
classification = ""

[[office]]
name = "Sở Khoa học và Công nghệ"

[[authorisation]]
number = "01/VĂN BẢN MẪU"
date = "2023-01-03"
until = "2099-12-31"
names = ["*.unit.example"]
networks = ["127.0.0.0/8", "::1/128"]
network_cap = 64

[scan]
connect_timeout = "2s"
answer_timeout = "4s"
)";

}  // namespace

Office::Office(const std::vector<ListedSite>& sites) {
    std::string name = (fs::temp_directory_path() / "attt-office-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
    std::string configuration = settings;
    std::string list = "id,url,agency,system,name\n";
    for (const ListedSite& site : sites) {
        configuration += "\n[[host]]\nname = \"" + site.id +
                         ".unit.example\"\naddresses = [\"127.0.0.1\"]\nports = { " +
                         "\"443\" = " + std::to_string(site.port) + ", \"80\" = 1 }\n";
        list += site.id + ",https://" + site.id + ".unit.example/," + site.agency + ",cong-stc," + site.id + "\n";
    }
    write("attt.toml", configuration);
    write("agencies.csv",
          "id,name,tier,kind,parent,security_officers\n"
          "stc,Sở Tài chính,tỉnh,sở và tương đương,,0\n"
          "syt,Sở Y tế,tỉnh,sở và tương đương,,1\n");
    write("systems.csv",
          "id,name,agency,owner,kind,status,level\n"
          "cong-stc,Cổng thông tin Sở Tài chính,stc,stc,portal,đang sử dụng,3\n");
    write("computers.csv",
          "id,agency,name,serial,antivirus_installed\n"
          "pc-1,stc,STC-01,SN000001,không\n"
          "pc-2,syt,SYT-01,SN000002,không\n"
          "pc-3,syt,SYT-02,SN000003,có\n");
    write("websites.csv", list);
    for (const auto& command : std::vector<std::vector<std::string>>{
             {"init"},
             {"import", file("agencies.csv"), file("systems.csv"), file("computers.csv")},
             sites.empty() ? std::vector<std::string>{"inventory"}
                           : std::vector<std::string>{"import", file("websites.csv")},
             {"evaluate"}}) {
        auto line = command;
        Outcome outcome = command[0] == "init" ? run({ATTT_PROGRAM, "init", directory_}) : attt(line);
        if (outcome.code > 1) throw std::runtime_error("attt " + command[0] + ": " + outcome.out + outcome.err);
    }
}

Office::~Office() {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

Outcome Office::attt(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {ATTT_PROGRAM, "-C", directory_});
    return run(arguments);
}

Outcome Office::as(const std::string& actor, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--as", actor});
    return attt(std::move(arguments));
}

base::Value Office::json(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--format", "json"});
    return attt(std::move(arguments)).json();
}

void Office::write(const std::string& name, const std::string& text) const {
    std::ofstream(file(name), std::ios::binary) << text;
}

std::string Office::text(const std::string& name) const {
    std::ostringstream out;
    out << std::ifstream(file(name), std::ios::binary).rdbuf();
    return out.str();
}

std::string Office::finding(const std::string& subject, const std::string& rule) const {
    const base::Value list = json({"findings", "--state", "all", "--rule", rule});
    if (const base::Array* findings = list["findings"].if_array()) {
        for (const base::Value& each : *findings) {
            if (each["subject"]["id"].string_or("") == subject) return each["id"].string_or("");
        }
    }
    ADD_FAILURE() << "no finding of " << rule << " at " << subject;
    return "F-000000000000";
}

base::Value Office::shown(const std::string& finding) const {
    return json({"findings", "show", finding});
}

std::string Office::state(const std::string& finding) const {
    return shown(finding)["state"].string_or("");
}

std::string with_cell(const std::string& csv, const std::string& id, const std::string& heading,
                      const std::string& value) {
    std::istringstream lines(csv);
    std::string out, line;
    std::size_t column = std::string::npos;
    while (std::getline(lines, line)) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        // split at commas outside quotes
        std::vector<std::string> cells(1);
        bool quoted = false;
        for (const char c : line) {
            if (c == '"') quoted = !quoted;
            if (c == ',' && !quoted)
                cells.emplace_back();
            else
                cells.back() += c;
        }
        if (column == std::string::npos) {
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (cells[i] == heading || cells[i] == "\xEF\xBB\xBF" + heading) column = i;
            }
            if (column == std::string::npos) throw std::runtime_error("no column " + heading);
        } else if (cells[0] == id || cells[0] == "\"" + id + "\"") {
            cells.at(column) = base::csv_field(value);
        }
        for (std::size_t i = 0; i < cells.size(); ++i)
            out += (i > 0 ? "," : "") + cells[i];
        out += "\r\n";
    }
    return out;
}

std::string day_from_now(int days) {
    return base::show_date(base::local_date(base::now() + std::chrono::days(days)));
}

}  // namespace attt::test
