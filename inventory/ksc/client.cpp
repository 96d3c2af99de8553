#include "inventory/ksc/client.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace attt::inventory::ksc {
namespace {

using base::Result;
using base::Value;

constexpr int accessor_seconds = 7200;  // the most that a console allows
// Deeper than any hierarchy that a console can have.
constexpr int secondary_depth = 16;

const std::vector<std::string> host_fields = {"KLHST_WKS_HOSTNAME",
                                              "KLHST_WKS_DN",
                                              "KLHST_WKS_WINHOSTNAME",
                                              "KLHST_WKS_DNSNAME",
                                              "KLHST_WKS_FQDN",
                                              "KLHST_WKS_IP_LONG",
                                              "KLHST_WKS_CONNECT_IP_LONG",
                                              "grp_full_name",
                                              "name",
                                              "KLHST_WKS_FROM_UNASSIGNED",
                                              "KLHST_WKS_STATUS",
                                              "KLHST_WKS_STATUS_MASK",
                                              "KLHST_WKS_RTP_STATE",
                                              "KLHST_WKS_RTP_AV_VERSION",
                                              "KLHST_WKS_RTP_AV_BASES_TIME",
                                              "KLHST_WKS_LAST_NAGENT_CONNECTED",
                                              "KLHST_WKS_LAST_INFOUDATE",
                                              "KLHST_WKS_OS_NAME",
                                              "KLHST_WKS_OS_BUILD_NUMBER",
                                              "KLHST_WKS_CTYPE"};
const std::vector<std::string> hardware_fields = {"Id",     "Type",         "Name",       "SerialNumber",
                                                  "StrMac", "IsWrittenOff", "LastVisible"};

base::Error warning(const char* message, base::MessageArguments arguments) {
    return {base::ErrorCode::bad_input, message, std::move(arguments)};
}

class Asking {
  public:
    Asking(Channel& channel, const Limits& limits) : channel_(channel), limits_(limits) {}

    Result<Console> run() {
        auto accessor = find_hosts();
        if (!accessor) return tl::unexpected(accessor.error());
        if (auto taken = take_hosts(*accessor); !taken) return tl::unexpected(taken.error());
        static_cast<void>(call("ChunkAccessor.Release", base::Object{{"strAccessor", *accessor}}));
        if (auto taken = take_hardware(); !taken) {
            // computers are known by name all the same
            if (taken.error().message != "ksc.error" && taken.error().message != "ksc.status")
                return tl::unexpected(taken.error());
            out_.hardware.clear();
            out_.warnings.push_back(warning("ksc.no_hardware", taken.error().arguments));
        }
        return std::move(out_);
    }

  private:
    Result<Value> call(const std::string& method, const Value& parameters) {
        auto answer = channel_.call(method, parameters);
        if (!answer) return tl::unexpected(answer.error());
        return meaning_of(*answer, method);
    }

    // Whether the console has secondary servers, whose computers a plain search leaves out.
    bool has_secondary() {
        const auto servers = call("ServerHierarchy.GetChildServers", base::Object{{"nGroupId", -1}});
        if (!servers) {
            out_.warnings.push_back(warning("ksc.secondary_unknown", {}));
            return false;
        }
        const base::Array* list = (*servers)["PxgRetVal"].if_array();
        return list != nullptr && !list->empty();
    }

    static base::Object search(base::Object options) {
        return {{"wstrFilter", ""},
                {"vecFieldsToReturn", host_fields},
                {"vecFieldsToOrder", base::Array{params({{"Name", "KLHST_WKS_HOSTNAME"}, {"Asc", true}})}},
                {"pParams", std::move(options)},
                {"lMaxLifeTime", accessor_seconds}};
    }

    Result<std::string> accessor_in(const Value& answer, const char* method) {
        std::string accessor = answer["strAccessor"].string_or("");
        if (accessor.empty()) return base::fail(base::ErrorCode::protocol, "ksc.not_json", {{"method", method}});
        return accessor;
    }

    Result<std::string> find_hosts() {
        if (has_secondary()) return find_everywhere();
        const char* method = "HostGroup.FindHosts";
        auto found = call(method, search({{"KLGRP_FIND_FROM_CUR_VS_ONLY", true}}));
        if (!found) return tl::unexpected(found.error());
        return accessor_in(*found, method);
    }

    Result<std::string> find_everywhere() {
        auto begun = call("HostGroup.FindHostsAsync", search({{"KLSRVH_SLAVE_REC_DEPTH", secondary_depth}}));
        if (!begun) return tl::unexpected(begun.error());
        const std::string request = (*begun)["strRequestId"].string_or("");
        if (auto ended = wait_for(request); !ended) return tl::unexpected(ended.error());
        const char* method = "HostGroup.FindHostsAsyncGetAccessor";
        auto found = call(method, base::Object{{"strRequestId", request}});
        if (!found) return tl::unexpected(found.error());
        note_failed_servers((*found)["pFailedSlavesInfo"]);
        return accessor_in(*found, method);
    }

    Result<void> wait_for(const std::string& request) {
        for (int check = 0; check < limits_.checks; ++check) {
            auto state = call("AsyncActionStateChecker.CheckActionState", base::Object{{"wstrActionGuid", request}});
            if (!state) return tl::unexpected(state.error());
            if ((*state)["bFinalized"].bool_or(false)) {
                if ((*state)["bSuccededFinalized"].bool_or(false)) return {};
                break;
            }
            const std::int64_t delay = (*state)["lNextCheckDelay"].integer_or(1000);
            channel_.wait(static_cast<int>(std::clamp<std::int64_t>(delay, 50, 10'000)));
        }
        return base::fail(base::ErrorCode::protocol, "ksc.search_failed");
    }

    void note_failed_servers(const Value& info) {
        const base::Array* failed = info["KLGRP_FAILED_SLAVES_PARAMS"].if_array();
        if (failed == nullptr || failed->empty()) return;
        std::string names;
        for (const Value& server : *failed)
            names += (names.empty() ? "" : ", ") + base::printable(server["KLSRVH_SRV_DN"].string_or("-"), 80);
        out_.whole = false;
        out_.warnings.push_back(warning("ksc.secondary_failed", {{"servers", names}}));
    }

    Result<std::int64_t> count_in(const char* method, base::Object parameters) {
        auto count = call(method, std::move(parameters));
        if (!count) return tl::unexpected(count.error());
        const std::int64_t* number = (*count)["PxgRetVal"].if_integer();
        if (number == nullptr || *number < 0)
            return base::fail(base::ErrorCode::protocol, "ksc.not_json", {{"method", method}});
        if (*number > limits_.rows)
            return base::fail(base::ErrorCode::protocol, "ksc.too_many", {{"count", std::to_string(*number)}});
        return *number;
    }

    // Pages until `count` rows are there or a page brings none. `question`: of the rows from a place on.
    template <class Question>
    Result<void> take_pages(std::int64_t count, std::vector<Value>& rows, const char* method, const char* list,
                            Question question) {
        for (int page = 0; std::ssize(rows) < count && page < limits_.pages; ++page) {
            const std::int64_t wanted = std::min<std::int64_t>(limits_.page, count - std::ssize(rows));
            auto answer = call(method, question(std::ssize(rows), wanted));
            if (!answer) return tl::unexpected(answer.error());
            const Value* chunk = answer->at_path(list);
            const base::Array* items = chunk != nullptr ? chunk->if_array() : nullptr;
            if (items == nullptr || items->empty()) break;
            const auto taken = std::min<std::int64_t>(std::ssize(*items), count - std::ssize(rows));
            rows.insert(rows.end(), items->begin(), items->begin() + taken);
        }
        return {};
    }

    Result<void> take_hosts(const std::string& accessor) {
        const auto count = count_in("ChunkAccessor.GetItemsCount", {{"strAccessor", accessor}});
        if (!count) return tl::unexpected(count.error());
        auto taken =
            take_pages(*count, out_.hosts, "ChunkAccessor.GetItemsChunk", "pChunk.KLCSP_ITERATOR_ARRAY",
                       [&](std::int64_t start, std::int64_t wanted) {
                           return base::Object{{"strAccessor", accessor}, {"nStart", start}, {"nCount", wanted}};
                       });
        if (!taken) return taken;
        // what moved while the pages were turned stands twice, and something else is missing
        std::set<std::string> ids;
        for (const Value& host : out_.hosts)
            ids.insert(host["KLHST_WKS_HOSTNAME"].string_or(""));
        if (std::ssize(ids) != *count) {
            out_.whole = false;
            out_.warnings.push_back(warning(
                "ksc.incomplete", {{"count", std::to_string(*count)}, {"received", std::to_string(ids.size())}}));
        }
        return {};
    }

    Result<void> take_hardware() {
        // type 0: computers
        auto view = call("SrvView.ResetIterator", base::Object{{"wstrViewName", "HWInvStorageSrvViewName"},
                                                               {"wstrFilter", "(&(Type=0))"},
                                                               {"vecFieldsToReturn", hardware_fields},
                                                               {"vecFieldsToOrder", base::Array{}},
                                                               {"pParams", base::Object{}},
                                                               {"lifetimeSec", accessor_seconds}});
        if (!view) return tl::unexpected(view.error());
        const std::string iterator = (*view)["wstrIteratorId"].string_or("");
        const auto count = count_in("SrvView.GetRecordCount", {{"wstrIteratorId", iterator}});
        if (!count) return tl::unexpected(count.error());
        auto taken = take_pages(
            *count, out_.hardware, "SrvView.GetRecordRange", "pRecords.KLCSP_ITERATOR_ARRAY",
            [&](std::int64_t start, std::int64_t wanted) {
                return base::Object{{"wstrIteratorId", iterator}, {"nStart", start}, {"nEnd", start + wanted - 1}};
            });
        if (!taken) return taken;
        static_cast<void>(call("SrvView.ReleaseIterator", base::Object{{"wstrIteratorId", iterator}}));
        return {};
    }

    Channel& channel_;
    const Limits& limits_;
    Console out_;
};

}  // namespace

Result<Console> ask(Channel& channel, const Limits& limits) {
    if (auto begun = channel.renew(); !begun) return tl::unexpected(begun.error());
    for (int session = 1;; ++session) {
        auto console = Asking(channel, limits).run();
        const bool again = !console && console.error().message == "ksc.session_ended" && session < limits.sessions;
        if (!again) return console;
        // what was found belonged to the session
        if (auto begun = channel.renew(); !begun) return tl::unexpected(begun.error());
    }
}

}  // namespace attt::inventory::ksc
