// A full disk under the rooms' logs: a command is refused with the reason or it is kept, the room lives on, and no half record stays. Mounts a
// file system of one megabyte; without the right to do so the tests fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <fstream>

#include "client.hpp"

namespace carepool::live::test {
namespace {

using ::testing::HasSubstr;

class SmallDisk {
 public:
  explicit SmallDisk(const std::string& name) : dir_(fresh_folder(name)) {
    if (::mount("tmpfs", dir_.c_str(), "tmpfs", 0, "size=1m") != 0) throw std::runtime_error("cannot mount a tmpfs (run as root)");
  }
  ~SmallDisk() { ::umount2(dir_.c_str(), MNT_DETACH); }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // To the last byte.
  void fill() const {
    std::ofstream out(filler(), std::ios::binary);
    out.rdbuf()->pubsetbuf(nullptr, 0);
    const std::string page(4096, 'x');
    while (out.write(page.data(), static_cast<std::streamsize>(page.size()))) {
    }
  }
  void free() const { std::filesystem::remove(filler()); }
  const std::filesystem::path& dir() const { return dir_; }

 private:
  std::filesystem::path filler() const { return dir_ / "filler"; }
  std::filesystem::path dir_;
};

std::size_t folders_in(const std::filesystem::path& dir) {
  std::size_t out = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) out += entry.is_directory() ? 1 : 0;
  return out;
}

bool remark(Page& page, const std::string& text) {
  return page.ask([&](v1::LiveCommand& c) { c.mutable_mark()->set_text(text + std::string(400, '.')); });
}

TEST(FullDisk, ACommandIsKeptOrRefusedWithTheReasonAndTheRoomLivesOn) {
  const SmallDisk disk("full-disk");
  std::vector<std::string> kept;
  std::string resume, level;
  std::uint64_t hash = 0;
  const auto level_now = [](const Page& page) {
    for (const v1::LiveLever& lever : page.levers.levers())
      if (lever.path() == "demand.level") return lever.value();
    return std::string();
  };
  {
    TestServer server(small_world(), disk.dir());
    Page trainer(server.port());
    ASSERT_TRUE(trainer.join(v1::ROLE_TRAINER));
    ASSERT_TRUE(trainer.ready());
    resume = trainer.welcome.resume();
    ASSERT_TRUE(trainer.set("demand.level", "1.1"));
    disk.fill();
    // What fits into the space that the log had taken before is kept; then it is refused.
    std::size_t i = 0;
    for (; i < 2000 && remark(trainer, "before " + std::to_string(i)); ++i) kept.push_back("before " + std::to_string(i) + std::string(400, '.'));
    ASSERT_LT(i, 2000u) << "the disk is full and everything is acknowledged";
    ASSERT_TRUE(trainer.refusal.has_value());
    EXPECT_EQ(trainer.refusal->reason(), v1::LiveRefusal::FAILED);
    EXPECT_THAT(trainer.refusal->text(), HasSubstr("No space left"));
    EXPECT_TRUE(server.log_has("No space left"));

    // A refused lever is where it was, in the market and on the page. A short record may still fit.
    bool up = true;
    for (i = 0; i < 200 && trainer.set("demand.level", up ? "1.12" : "1.13"); ++i, up = !up) level = up ? "1.12" : "1.13";
    ASSERT_LT(i, 200u);
    EXPECT_EQ(trainer.refusal->reason(), v1::LiveRefusal::FAILED);
    if (level.empty()) level = "1.1";
    EXPECT_TRUE(trainer.until([&] { return level_now(trainer) == level; })) << level_now(trainer);
    EXPECT_FALSE(trainer.ask([](v1::LiveCommand& c) { c.mutable_save(); }));
    EXPECT_FALSE(trainer.ask([](v1::LiveCommand& c) { c.mutable_reset(); }));
    EXPECT_EQ(trainer.frame.trouble(), "");

    // Another room cannot be opened, and nothing of it stays.
    Page other(server.port());
    EXPECT_FALSE(other.join(v1::ROLE_TRAINER, [](v1::LiveHello& h) { h.set_new_room(true); }));
    EXPECT_EQ(other.refusal->reason(), v1::LiveRefusal::FAILED);
    EXPECT_THAT(other.refusal->text(), HasSubstr("No space left"));
    EXPECT_EQ(folders_in(disk.dir()), 1u);

    // Observers come and see; with a little space the same session goes on.
    Page observer(server.port());
    ASSERT_TRUE(observer.join(v1::ROLE_OBSERVER));
    ASSERT_TRUE(observer.ready());
    disk.free();
    ASSERT_TRUE(remark(trainer, "after")) << trainer.refusal->text();
    kept.push_back("after" + std::string(400, '.'));
    ASSERT_TRUE(trainer.step(v1::SPAN_DAY, 10));
    EXPECT_TRUE(observer.until([&] { return observer.day() == trainer.day(); }));
    hash = trainer.hashes["A"];
  }
  // No half record stays, and the room comes back with what was acknowledged and with nothing else.
  for (const auto& entry : std::filesystem::directory_iterator(disk.dir())) {
    const LogRead read = read_log(entry.path() / "log.pb");
    EXPECT_FALSE(read.torn);
    EXPECT_EQ(std::filesystem::file_size(entry.path() / "log.pb"), read.whole_bytes);
  }
  TestServer server(small_world(), disk.dir());
  Page trainer(server.port());
  ASSERT_TRUE(trainer.join(v1::ROLE_TRAINER, [&](v1::LiveHello& h) { h.set_resume(resume); }));
  ASSERT_TRUE(trainer.ready());
  std::vector<std::string> found;
  for (const v1::LiveIntervention& i : trainer.interventions)
    if (i.path().empty()) found.push_back(i.text());
  EXPECT_EQ(found, kept);
  EXPECT_EQ(level_now(trainer), level);
  EXPECT_EQ(trainer.hashes["A"], hash);
}

TEST(FullDisk, AMarketThatPlaysGoesOn) {
  const SmallDisk disk("full-disk-playing");
  TestServer server(small_world(), disk.dir());
  Page trainer(server.port());
  ASSERT_TRUE(trainer.join(v1::ROLE_TRAINER));
  ASSERT_TRUE(trainer.ready());
  ASSERT_TRUE(trainer.ask([](v1::LiveCommand& c) { c.mutable_play(); }));
  disk.fill();
  for (int i = 0; i < 2000 && remark(trainer, "remark"); ++i) {
  }
  ASSERT_TRUE(trainer.refusal.has_value());
  const std::int32_t then = trainer.day();
  ASSERT_TRUE(trainer.until([&] { return trainer.day() > then + 70; })) << "two months have ended, and the days reached cannot be noted";
  EXPECT_EQ(trainer.frame.trouble(), "");
  EXPECT_TRUE(trainer.frame.playing());
  disk.free();
  EXPECT_TRUE(trainer.ask([](v1::LiveCommand& c) { c.mutable_pause(); }));
}

}  // namespace
}  // namespace carepool::live::test
