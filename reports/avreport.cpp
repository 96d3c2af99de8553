#include "reports/avreport.h"

#include <fmt/format.h>

#include "base/xml.h"

namespace attt::reports {
namespace {

std::string element(const char* indent, const char* name, const std::string& text) {
    return fmt::format("{0}<{1}>{2}</{1}>\n", indent, name, base::xml_escaped(text));
}

std::string machine(const AvReportMachine& m, const std::string& inside) {
    return fmt::format("        <Machine ip=\"{}\" name=\"{}\">\n{}        </Machine>\n", base::xml_escaped(m.ip),
                       base::xml_escaped(m.name), inside);
}

std::string header(const AvReport& report) {
    const AvReportSender& from = report.from;
    std::string out = "  <edXML:edXMLHeader>\n    <edXML:MessageHeader>\n      <edXML:From>\n";
    for (const auto& [name, text] :
         {std::pair("edXML:OrganId", &from.organ_id), std::pair("edXML:OrganName", &from.name),
          std::pair("edXML:OrganAdd", &from.address), std::pair("edXML:Email", &from.email),
          std::pair("edXML:Telephone", &from.telephone), std::pair("edXML:Fax", &from.fax),
          std::pair("edXML:Website", &from.website)})
        out += element("        ", name, *text);
    out += "      </edXML:From>\n" + element("      ", "edXML:Subject", report.subject);
    return out + "    </edXML:MessageHeader>\n  </edXML:edXMLHeader>\n";
}

}  // namespace

std::string render_avreport(const AvReport& report) {
    std::string systems, qualities;
    for (const AvReportMachine& m : report.machines) {
        systems += machine(m, m.os.empty() ? std::string() : element("          ", "OSName", m.os));
        if (m.running) qualities += machine(m, element("          ", "AutoProtect", *m.running ? "1" : "0"));
    }
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<edXML:edXMLEnvelope xmlns:edXML=\"http://www.mic.gov.vn/TBT/QCVN_102_2016\">\n";
    out += header(report);
    out += fmt::format("  <edXML:edXMLBody>\n    <AVReport name=\"{}\">\n", base::xml_escaped(report.product));
    out += element("      ", "Datetime",
                   fmt::to_string(std::chrono::floor<std::chrono::seconds>(report.at).time_since_epoch().count()));
    out += "      <Malware/>\n      <Connection/>\n      <Vulnerability/>\n";
    out += "      <OS>\n" + systems + "      </OS>\n";
    out += "      <Update>\n" +
           element("        ", "NumberMachineNotUpdateOn15Day", fmt::to_string(report.not_updated)) +
           "      </Update>\n";
    out += "      <QualityFeature>\n" + qualities + "      </QualityFeature>\n";
    return out + "    </AVReport>\n  </edXML:edXMLBody>\n</edXML:edXMLEnvelope>\n";
}

}  // namespace attt::reports
