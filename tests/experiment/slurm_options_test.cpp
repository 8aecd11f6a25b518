// What sbatch would refuse is refused before anything is planned or written.
#include <gtest/gtest.h>

#include "experiment/slurm.hpp"

namespace carepool::experiment {
namespace {

std::string said(const SlurmOptions& options) { return text(check_slurm(options)); }

std::string of_time(const std::string& value) {
  SlurmOptions options;
  options.time = value;
  return said(options);
}

std::string of_memory(const std::string& value) {
  SlurmOptions options;
  options.memory = value;
  return said(options);
}

std::string of_partition(const std::string& value) {
  SlurmOptions options;
  options.partition = value;
  return said(options);
}

TEST(SlurmOptions, WhatSbatchTakesIsTaken) {
  EXPECT_EQ(said({}), "");
  for (const char* time : {"1", "90", "90:00", "0:30", "1:30:00", "120:00:00", "2-12", "2-12:30", "2-12:30:59"}) EXPECT_EQ(of_time(time), "") << time;
  for (const char* memory : {"1", "2048", "2048M", "2G", "2g", "1T", "512000K"}) EXPECT_EQ(of_memory(memory), "") << memory;
  for (const char* partition : {"compute", "short,long", "gpu-2.a_b"}) EXPECT_EQ(of_partition(partition), "") << partition;
}

TEST(SlurmOptions, AnythingElseIsRefusedWithWhatIsAllowed) {
  for (const char* time : {"x", "2h", "1:2:3:4", "1::2", ":30", "1:75:00", "-5", "2-", "2-x", "1-2-3", "1.5", " 90", "90\n#SBATCH --qos=x"})
    EXPECT_NE(of_time(time).find("' is no time limit; allowed minutes, M:SS, H:MM:SS, D-HH"), std::string::npos) << time;
  EXPECT_EQ(of_time("x").find("--time: error: 'x' is no time limit"), 0U) << of_time("x");
  for (const char* memory : {"x", "G", "2.5G", "-1", "2 G", "2GB", "2P", "lots"})
    EXPECT_NE(of_memory(memory).find("' is no memory; allowed a whole number above 0 with K, M, G or T"), std::string::npos) << memory;
  for (const char* partition : {"two words", "a,,b", ",", "--qos=x", "a\nb", "a;b"})
    EXPECT_NE(of_partition(partition).find("' is no partition; allowed a name of letters"), std::string::npos) << partition;
}

// To Slurm nought is no limit of time, or all memory of the node: neither is what somebody means who types it here.
TEST(SlurmOptions, NoughtIsRefused) {
  for (const char* time : {"0", "00", "0:00", "0:00:00", "0-0", "0-00:00:00"})
    EXPECT_NE(of_time(time).find("' is no time limit; allowed minutes, M:SS, H:MM:SS, D-HH, D-HH:MM or D-HH:MM:SS above 0"), std::string::npos) << time;
  for (const char* memory : {"0", "000", "0M", "0G"})
    EXPECT_NE(of_memory(memory).find("' is no memory; allowed a whole number above 0"), std::string::npos) << memory;
}

TEST(SlurmOptions, AllThatIsWrongIsNamedAtOnce) {
  SlurmOptions options;
  options.partition = "two words";
  options.time = options.memory = "x";
  EXPECT_EQ(check_slurm(options).size(), 3U);
}

}  // namespace
}  // namespace carepool::experiment
