#include "scenario/group_files.hpp"

#include <map>

#include "scenario/csv.hpp"
#include "scenario/find_tables.hpp"

namespace carepool {
namespace {

using Groups = google::protobuf::RepeatedPtrField<v1::Group>;

void add_members(const CsvFile& file, const std::string& where, const std::string& path,
                 const std::string& list, const yaml::Place& place, Groups& groups, Provenance& provenance,
                 Findings& findings) {
  std::size_t council = file.header.size(), group = file.header.size();
  for (std::size_t i = 0; i < file.header.size(); ++i) {
    if (file.header[i].text == "council") council = i;
    if (file.header[i].text == "group") group = i;
  }
  if (council == file.header.size() || group == file.header.size())
    return findings.error(
        path, {where, 1, 1, "no column 'council' or no column 'group'", "a header line: council,group", {}});
  std::map<std::string, v1::Group*> by_name;
  for (const std::vector<CsvCell>& row : file.rows) {
    const CsvCell &member = row[council], &name = row[group];
    if (name.text.empty() || member.text.empty() || name.text.find_first_of("[]=\n") != std::string::npos)
      return findings.error(path, {where,
                                   name.line,
                                   name.column,
                                   "a line without a council or without a usable group",
                                   "council,group",
                                   {}});
    v1::Group*& found = by_name[name.text];
    if (found == nullptr) {
      found = groups.Add();
      found->set_name(name.text);
      provenance.record(list + "[" + name.text + "]", place, {});
    }
    found->add_councils(member.text);
  }
}

void expand(const std::string& instrument, v1::Partition& partition, Groups& groups,
            const std::vector<std::string>& layer_dirs, Provenance& provenance, Findings& findings) {
  const std::string path = instrument + ".partition.file";
  if (partition.method() != "file" || partition.file().empty() || !groups.empty() ||
      findings.in_trouble(path))
    return;
  const yaml::Place* found = provenance.place(path);
  const yaml::Place place = found == nullptr ? yaml::Place{} : *found;
  const auto layer = static_cast<std::size_t>(place.layer);
  const std::string file =
      resolve_path(layer < layer_dirs.size() ? layer_dirs[layer] : std::string(), partition.file());
  const Result<std::string> text = read_text_file(file);
  if (!text.ok())
    return findings.error(path, provenance.error_at(place, file + " " + text.errors().front().message,
                                                    "a CSV of council and group"));
  const Result<CsvFile> parsed = parse_csv(text.value(), file);
  if (!parsed.ok()) {
    for (const Error& error : parsed.errors()) findings.error(path, error);
    return;
  }
  add_members(parsed.value(), file, path, instrument + ".groups", place, groups, provenance, findings);
  partition.set_method("none");
  partition.set_file("");
}

}  // namespace

void expand_group_files(v1::Scenario& values, const std::vector<std::string>& layer_dirs,
                        Provenance& provenance, Findings& findings) {
  for (v1::Instrument& instrument : *values.mutable_instruments()) {
    const std::string path = "instruments[" + instrument.name() + "]";
    if (instrument.kind() == "rcc" && instrument.has_rcc())
      expand(path, *instrument.mutable_rcc()->mutable_partition(),
             *instrument.mutable_rcc()->mutable_groups(), layer_dirs, provenance, findings);
    if (instrument.kind() == "framework" && instrument.has_framework())
      expand(path, *instrument.mutable_framework()->mutable_partition(),
             *instrument.mutable_framework()->mutable_groups(), layer_dirs, provenance, findings);
  }
}

}  // namespace carepool
