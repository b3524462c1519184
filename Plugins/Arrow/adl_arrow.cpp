// Parquet and Arrow IPC files as a stream of Arrow's C interface, for ClickLog; scripts/setup --parquet builds it.
// Not part of the Swift package: the program opens it at run time, and only where such a file is read.
#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/properties.h>

#include <functional>
#include <string>
#include <vector>

#include "../../Sources/CArrow/include/CArrow.h"

using arrow::RecordBatch;
using arrow::Result;
using arrow::Status;
template <class T> using Shared = std::shared_ptr<T>;
using Columns = std::vector<int>;
using Batches = std::unique_ptr<arrow::RecordBatchReader>;

namespace {
constexpr int64_t rowsOfABatch = 1 << 16;
constexpr int64_t readAtOnce = 1 << 18;  // bytes, for each column that is read

/// The batches of `next`, cut to at most `rowsOfABatch` rows and checked: what leaves here is inside its buffers (that
/// offsets ascend is for the reader to see). Exceptions of the libraries become errors; through C they would end the
/// program.
class Checked : public arrow::RecordBatchReader {
 public:
  using Next = std::function<Result<Shared<RecordBatch>>()>;
  Checked(Shared<arrow::Schema> schema, Next next) : schema_(std::move(schema)), next_(std::move(next)) {}
  Shared<arrow::Schema> schema() const override { return schema_; }

  Status ReadNext(Shared<RecordBatch> *out) override {
    try {
      while (!rest_ || rest_->num_rows() == 0) {
        ARROW_ASSIGN_OR_RAISE(rest_, next_());
        if (!rest_) { out->reset(); return Status::OK(); }
        ARROW_RETURN_NOT_OK(rest_->Validate());
      }
      *out = rest_->Slice(0, rowsOfABatch);
      rest_ = rest_->Slice((*out)->num_rows());
      return Status::OK();
    } catch (const std::exception &error) {
      return Status::IOError(error.what());
    }
  }

 private:
  Shared<arrow::Schema> schema_;
  Next next_;
  Shared<RecordBatch> rest_;
};

/// Parquet numbers the leaves of nested columns; these are the ones of a column.
void leaves(const parquet::arrow::SchemaField &field, Columns *out) {
  if (field.column_index >= 0) out->push_back(field.column_index);
  for (const auto &child : field.children) leaves(child, out);
}

// Arrow changed how this function answers (a Result, before that a Status and a place): both are understood.
template <class File> auto batches(File &file, const Columns &groups, const Columns &columns, int)
    -> decltype(Result<Batches>(file.GetRecordBatchReader(groups, columns))) {
  return file.GetRecordBatchReader(groups, columns);
}
template <class File> Result<Batches> batches(File &file, const Columns &groups, const Columns &columns, long) {
  Batches reader;
  ARROW_RETURN_NOT_OK(file.GetRecordBatchReader(groups, columns, &reader));
  return reader;
}

/// One row group after the other, page by page: memory does not grow with the file.
Result<Shared<Checked>> openParquet(Shared<arrow::io::RandomAccessFile> source, const Columns *wanted) {
  parquet::ReaderProperties reading;
  reading.enable_buffered_stream();
  reading.set_buffer_size(readAtOnce);
  reading.set_page_checksum_verification(true);
  parquet::ArrowReaderProperties decoding(/*use_threads=*/false);
  decoding.set_batch_size(rowsOfABatch);
  decoding.set_pre_buffer(false);
  // Spark's old timestamps (INT96) reach further than nanoseconds in 64 bits do.
  decoding.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
  parquet::arrow::FileReaderBuilder builder;
  ARROW_RETURN_NOT_OK(builder.Open(source, reading));
  std::unique_ptr<parquet::arrow::FileReader> opened;
  ARROW_RETURN_NOT_OK(builder.properties(decoding)->Build(&opened));
  Shared<parquet::arrow::FileReader> file(std::move(opened));

  Columns columns;
  const auto &fields = file->manifest().schema_fields;
  if (wanted) for (int i : *wanted) {
    if (i < 0 || i >= static_cast<int>(fields.size())) return Status::IndexError("no column ", i);
    leaves(fields[i], &columns);
  } else for (const auto &field : fields) leaves(field, &columns);
  // A reader of no group knows the schema. One of several would join their rows to batches, which it cannot do where
  // lists hold dictionaries.
  ARROW_ASSIGN_OR_RAISE(Shared<arrow::RecordBatchReader> group, batches(*file, {}, columns, 0));
  const auto schema = group->schema();
  return std::make_shared<Checked>(schema, [file, columns, group, i = 0]() mutable -> Result<Shared<RecordBatch>> {
    while (true) {
      ARROW_ASSIGN_OR_RAISE(auto batch, group->Next());
      if (batch || i == file->num_row_groups()) return batch;
      ARROW_ASSIGN_OR_RAISE(group, batches(*file, {i++}, columns, 0));
    }
  });
}

arrow::ipc::IpcReadOptions options(const Columns *wanted) {
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.use_threads = false;
  if (wanted) options.included_fields = *wanted;
  return options;
}

Result<Shared<Checked>> openFile(Shared<arrow::io::RandomAccessFile> source, const Columns *wanted) {
  using File = arrow::ipc::RecordBatchFileReader;
  ARROW_ASSIGN_OR_RAISE(Shared<File> file, File::Open(source, options(wanted)));
  return std::make_shared<Checked>(file->schema(), [file, i = 0]() mutable -> Result<Shared<RecordBatch>> {
    if (i == file->num_record_batches()) return Shared<RecordBatch>();
    return file->ReadRecordBatch(i++);
  });
}

Result<Shared<Checked>> openStream(Shared<arrow::io::RandomAccessFile> source, const Columns *wanted) {
  using Stream = arrow::ipc::RecordBatchStreamReader;
  ARROW_ASSIGN_OR_RAISE(Shared<Stream> stream, Stream::Open(source, options(wanted)));
  return std::make_shared<Checked>(stream->schema(), [stream] { return stream->Next(); });
}

Status open(const char *path, const Columns *wanted, ArrowArrayStream *out) {
  ARROW_ASSIGN_OR_RAISE(Shared<arrow::io::ReadableFile> file, arrow::io::ReadableFile::Open(path));
  ARROW_ASSIGN_OR_RAISE(auto magic, file->ReadAt(0, 6));
  ARROW_RETURN_NOT_OK(file->Seek(0));
  const std::string start = magic->ToString();
  const auto begins = [&](const std::string &text) { return start.compare(0, text.size(), text) == 0; };
  if (start.empty()) return Status::Invalid("the file is empty");
  if (begins("FEA1")) return Status::Invalid("Feather files of version 1 are not read; write version 2");
  Shared<Checked> reader;
  if (begins("PAR1") || begins("PARE")) { ARROW_ASSIGN_OR_RAISE(reader, openParquet(file, wanted)); }
  else if (begins("ARROW1")) { ARROW_ASSIGN_OR_RAISE(reader, openFile(file, wanted)); }
  else if (begins("\xff\xff\xff\xff")) { ARROW_ASSIGN_OR_RAISE(reader, openStream(file, wanted)); }
  else return Status::Invalid("expected a Parquet file or an Arrow file or stream; it begins like none of them");
  return arrow::ExportRecordBatchReader(reader, out);
}

thread_local std::string lastError;
}  // namespace

extern "C" {
__attribute__((visibility("default"))) int32_t adl_arrow_version() { return ADL_ARROW_VERSION; }
__attribute__((visibility("default"))) const char *adl_arrow_error() { return lastError.c_str(); }
__attribute__((visibility("default"))) int32_t adl_arrow_open(
    const char *path, const int32_t *columns, int64_t count, ArrowArrayStream *stream) {
  try {
    Columns wanted;
    if (columns) wanted.assign(columns, columns + count);
    const Status status = open(path, columns ? &wanted : nullptr, stream);
    if (status.ok()) return 0;
    lastError = status.message();
  } catch (const std::exception &error) {
    lastError = error.what();
  }
  return 1;
}
}
