#include "reports/site.h"

#include "base/files.h"
#include "base/json.h"
#include "reports/mustache.h"
#include "reports/plain_text.h"
#include "reports/site_view.h"

namespace attt::reports {
namespace {

using model::SubjectKind;

// JSON that may stand in a script: nothing in it ends one or a line of one.
std::string for_script(const base::Value& value) {
    std::string out;
    const std::string json = base::to_json(value);
    for (std::size_t i = 0; i < json.size(); ++i) {
        const std::string_view three = std::string_view(json).substr(i, 3);
        if (json[i] == '<' || json[i] == '>' || json[i] == '&') {
            out += json[i] == '<' ? "\\u003c" : json[i] == '>' ? "\\u003e" : "\\u0026";
        } else if (three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9") {
            out += three == "\xE2\x80\xA8" ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            out += json[i];
        }
    }
    return out;
}

class Site {
  public:
    Site(const Snapshot& snapshot, const base::Catalogue& texts, const SiteOptions& options, const SiteSink& sink)
        : index_(snapshot, texts), options_(options), sink_(sink) {}

    base::Result<void> build() {
        if (auto copied = copy("style.css"); !copied) return copied;
        if (options_.open_data) return write(open_data_page(index_));
        if (auto copied = copy("search.js"); !copied) return copied;
        if (auto written = write(province_page(index_)); !written) return written;
        if (auto written = subjects(); !written) return written;
        for (const FindingEntry& entry : index_.snapshot.findings) {
            const FindingItem& item = entry.item;
            add("findings/" + item.finding.id + ".html", one_line(item.title),
                one_line(item.subject_name) + " · " + one_line(agency_name(entry.agency)) + " · " + item.finding.id);
            if (auto written = write(finding_page(index_, entry)); !written) return written;
        }
        for (const RuleEntry& rule : index_.snapshot.rules) {
            add("rules/" + file_name(rule.id) + ".html", one_line(rule.title), rule.id);
            if (auto written = write(rule_page(index_, rule)); !written) return written;
        }
        SitePage search{"search.html", index_.texts.text("site.search_heading")};
        search.crumbs = {{index_.texts.text("site.home"), "index.html"}, {search.heading}};
        search.script = true;
        if (auto written = write(search); !written) return written;
        return sink_("search-index.js", "window.atttIndex = [\n" + entries_ + "];\n");
    }

  private:
    base::Result<void> subjects() {
        const model::Inventory& inventory = index_.snapshot.inventory;
        for (const model::Agency& agency : inventory.agencies) {
            const SitePage page = agency_page(index_, agency);
            add(page.path, page.heading, agency.id);
            if (auto written = write(page); !written) return written;
        }
        for (const model::InformationSystem& system : inventory.systems) {
            const SitePage page = system_page(index_, system);
            add(page.path, page.heading, one_line(agency_name(system.agency)) + " · " + system.id);
            if (auto written = write(page); !written) return written;
        }
        for (const model::Website& website : inventory.websites) {
            const SitePage page = website_page(index_, website);
            add(page.path, page.heading,
                one_line(website.url) + " · " + one_line(agency_name(website.agency)) + " · " + website.id);
            if (auto written = write(page); !written) return written;
        }
        return {};
    }

    std::string agency_name(const std::string& agency) const {
        return index_.snapshot.name_of({SubjectKind::agency, agency});
    }

    void add(const std::string& path, const std::string& title, const std::string& about) {
        entries_ += for_script(base::Array{path, title, about}) + ",\n";
    }

    base::Result<void> write(const SitePage& page) {
        auto bytes = fill_template(options_.templates, "page.html.mustache",
                                   to_view(page, index_.snapshot, index_.texts, !options_.open_data), index_.texts);
        return bytes ? sink_(page.path, *bytes) : tl::unexpected(bytes.error());
    }

    base::Result<void> copy(const std::string& name) {
        auto bytes = base::read_file(options_.templates + "/" + name, 1U << 20U);
        return bytes ? sink_(name, *bytes) : tl::unexpected(bytes.error());
    }

    SiteIndex index_;
    const SiteOptions& options_;
    const SiteSink& sink_;
    std::string entries_;
};

}  // namespace

base::Result<void> render_site(const Snapshot& snapshot, const base::Catalogue& texts, const SiteOptions& options,
                               const SiteSink& sink) {
    return Site(snapshot, texts, options, sink).build();
}

}  // namespace attt::reports
