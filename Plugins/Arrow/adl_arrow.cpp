// Parquet and Arrow IPC files as a stream of Arrow's C interface, and tables as Parquet, for ClickLog; scripts/setup
// --parquet builds it. Not part of the Swift package: the program opens it at run time, and only for such a file.
#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>
#include <arrow/util/compression.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <algorithm>
#include <functional>
#include <numeric>
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

/// A file of which nobody reads beyond its end: Arrow makes room for as many bytes as a damaged length asks for, before it
/// sees that there are fewer.
class Bounded : public arrow::io::RandomAccessFile {
 public:
  using Buffer = Shared<arrow::Buffer>;
  Bounded(Shared<arrow::io::RandomAccessFile> file, int64_t size) : file_(std::move(file)), size_(size) {}
  Status Close() override { return file_->Close(); }
  bool closed() const override { return file_->closed(); }
  Status Seek(int64_t place) override { return file_->Seek(place); }
  Result<int64_t> Tell() const override { return file_->Tell(); }
  Result<int64_t> GetSize() override { return size_; }
  Result<int64_t> Read(int64_t count, void *out) override {
    ARROW_ASSIGN_OR_RAISE(const int64_t place, Tell());
    return file_->Read(bounded(place, count), out);
  }
  Result<Buffer> Read(int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(const int64_t place, Tell());
    return file_->Read(bounded(place, count));
  }
  Result<int64_t> ReadAt(int64_t place, int64_t count, void *out) override {
    return file_->ReadAt(place, bounded(place, count), out);
  }
  Result<Buffer> ReadAt(int64_t place, int64_t count) override { return file_->ReadAt(place, bounded(place, count)); }

 private:
  int64_t bounded(int64_t place, int64_t count) const {
    return place < 0 || place > size_ ? std::min<int64_t>(count, 0) : std::min(count, size_ - place);
  }
  Shared<arrow::io::RandomAccessFile> file_;
  int64_t size_;
};

/// Memory for as much as a file may unpack to, and no more: lengths inside it are only what it says.
class BoundedPool : public arrow::ProxyMemoryPool {
 public:
  /// Of one allocation: a thousand times the file, as much as deflate can pack, and 256 MB for a small one that repeats itself;
  /// rounded up to a power of two.
  static arrow::MemoryPool *of(int64_t size) {
    // Buffers outlive their reader, and ask their pool to take them back: pools live as long as the program.
    static BoundedPool *const *const pools = [] {
      auto **all = new BoundedPool *[63];
      for (int power = 0; power < 63; power++) all[power] = new BoundedPool(int64_t(1) << power);
      return all;
    }();
    int power = 28;
    while (power < 62 && size > (int64_t(1) << power) >> 10) power++;
    return pools[power];
  }
  Status Allocate(int64_t size, int64_t alignment, uint8_t **out) override {
    ARROW_RETURN_NOT_OK(check(size));
    return ProxyMemoryPool::Allocate(size, alignment, out);
  }
  Status Reallocate(int64_t old, int64_t size, int64_t alignment, uint8_t **block) override {
    ARROW_RETURN_NOT_OK(check(size));
    return ProxyMemoryPool::Reallocate(old, size, alignment, block);
  }

 private:
  explicit BoundedPool(int64_t limit) : ProxyMemoryPool(arrow::default_memory_pool()), limit_(limit) {}
  Status check(int64_t size) const {
    if (size <= limit_) return Status::OK();
    return Status::Invalid("it asks for ", size, " bytes of memory, far more than it can hold");
  }
  const int64_t limit_;
};

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
Result<Shared<Checked>> openParquet(
    Shared<arrow::io::RandomAccessFile> source, const Columns *wanted, arrow::MemoryPool *pool) {
  parquet::ReaderProperties reading(pool);
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
  ARROW_RETURN_NOT_OK(builder.memory_pool(pool)->properties(decoding)->Build(&opened));
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

arrow::ipc::IpcReadOptions options(const Columns *wanted, arrow::MemoryPool *pool) {
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.memory_pool = pool;
  options.use_threads = false;
  if (wanted) options.included_fields = *wanted;
  return options;
}

Result<Shared<Checked>> openFile(
    Shared<arrow::io::RandomAccessFile> source, const Columns *wanted, arrow::MemoryPool *pool) {
  using File = arrow::ipc::RecordBatchFileReader;
  // Everything is read, and then chosen from. Told to choose, Arrow makes room for as much as a batch says it has before
  // it looks whether that is there.
  ARROW_ASSIGN_OR_RAISE(Shared<File> file, File::Open(source, options(nullptr, pool)));
  auto schema = file->schema();
  Columns columns(schema->num_fields());
  std::iota(columns.begin(), columns.end(), 0);
  if (wanted) columns = *wanted;
  arrow::FieldVector fields;
  for (int i : columns) {
    if (i < 0 || i >= schema->num_fields()) return Status::IndexError("no column ", i);
    fields.push_back(schema->field(i));
  }
  schema = arrow::schema(fields, schema->metadata());
  return std::make_shared<Checked>(schema, [file, columns, i = 0]() mutable -> Result<Shared<RecordBatch>> {
    if (i == file->num_record_batches()) return Shared<RecordBatch>();
    ARROW_ASSIGN_OR_RAISE(auto batch, file->ReadRecordBatch(i++));
    return batch->SelectColumns(columns);
  });
}

Result<Shared<Checked>> openStream(
    Shared<arrow::io::RandomAccessFile> source, const Columns *wanted, arrow::MemoryPool *pool) {
  using Stream = arrow::ipc::RecordBatchStreamReader;
  ARROW_ASSIGN_OR_RAISE(Shared<Stream> stream, Stream::Open(source, options(wanted, pool)));
  return std::make_shared<Checked>(stream->schema(), [stream] { return stream->Next(); });
}

Status open(const char *path, const Columns *wanted, ArrowArrayStream *out) {
  ARROW_ASSIGN_OR_RAISE(Shared<arrow::io::ReadableFile> opened, arrow::io::ReadableFile::Open(path));
  ARROW_ASSIGN_OR_RAISE(const int64_t size, opened->GetSize());
  const auto file = std::make_shared<Bounded>(opened, size);
  arrow::MemoryPool *const pool = BoundedPool::of(size);
  ARROW_ASSIGN_OR_RAISE(auto magic, file->ReadAt(0, 6));
  ARROW_RETURN_NOT_OK(file->Seek(0));
  const std::string start = magic->ToString();
  const auto begins = [&](const std::string &text) { return start.compare(0, text.size(), text) == 0; };
  if (start.empty()) return Status::Invalid("the file is empty");
  if (begins("FEA1")) return Status::Invalid("Feather files of version 1 are not read; write version 2");
  Shared<Checked> reader;
  if (begins("PAR1") || begins("PARE")) { ARROW_ASSIGN_OR_RAISE(reader, openParquet(file, wanted, pool)); }
  else if (begins("ARROW1")) { ARROW_ASSIGN_OR_RAISE(reader, openFile(file, wanted, pool)); }
  else if (begins("\xff\xff\xff\xff")) { ARROW_ASSIGN_OR_RAISE(reader, openStream(file, wanted, pool)); }
  else return Status::Invalid("expected a Parquet file or an Arrow file or stream; it begins like none of them");
  return arrow::ExportRecordBatchReader(reader, out);
}

/// A Parquet file in the making.
class Table {
 public:
  static Result<std::unique_ptr<Table>> create(int descriptor, const adl_arrow_column *columns, int64_t count) {
    auto table = std::unique_ptr<Table>(new Table());
    ARROW_ASSIGN_OR_RAISE(table->target_, arrow::io::FileOutputStream::Open(descriptor));
    arrow::FieldVector fields;
    for (int64_t i = 0; i < count; i++) {
      Shared<arrow::DataType> type;
      switch (columns[i].type) {
        case 'i': case 'n': type = arrow::int64(); break;
        case 'f': type = arrow::float32(); break;
        case 't': type = arrow::utf8(); break;
        case 'v': type = arrow::fixed_size_list(arrow::field("item", arrow::float32(), false), columns[i].width); break;
        default: return Status::Invalid("no type of a column");
      }
      fields.push_back(arrow::field(columns[i].name, type, columns[i].type == 'n'));
    }
    table->schema_ = arrow::schema(fields);
    parquet::WriterProperties::Builder writing;
    if (arrow::util::Codec::IsAvailable(arrow::Compression::SNAPPY)) writing.compression(parquet::Compression::SNAPPY);
    ARROW_ASSIGN_OR_RAISE(
        table->file_,
        parquet::arrow::FileWriter::Open(
            *table->schema_, arrow::default_memory_pool(), table->target_, writing.build(),
            parquet::ArrowWriterProperties::Builder().store_schema()->build()));
    return table;
  }

  /// What is written is encoded at once, so that nothing needs to own the cells.
  Status append(int64_t rows, const adl_arrow_cells *cells) {
    std::vector<Shared<arrow::ArrayData>> columns;
    for (int i = 0; i < schema_->num_fields(); i++) {
      const auto &type = schema_->field(i)->type();
      const auto buffer = [&](const void *bytes, int64_t size) {
        return std::make_shared<arrow::Buffer>(static_cast<const uint8_t *>(bytes), size);
      };
      const void *values = cells[i].values;
      if (type->id() == arrow::Type::FIXED_SIZE_LIST) {
        const int64_t count = rows * static_cast<const arrow::FixedSizeListType &>(*type).list_size();
        auto numbers = arrow::ArrayData::Make(arrow::float32(), count, {nullptr, buffer(values, count * 4)}, 0);
        columns.push_back(arrow::ArrayData::Make(type, rows, {nullptr}, {numbers}, 0));
      } else if (type->id() == arrow::Type::STRING) {
        const int32_t *starts = cells[i].starts;
        columns.push_back(arrow::ArrayData::Make(
            type, rows, {nullptr, buffer(starts, (rows + 1) * 4), buffer(values, starts[rows])}, 0));
      } else if (schema_->field(i)->nullable()) {
        ARROW_ASSIGN_OR_RAISE(auto nothing, arrow::MakeArrayOfNull(type, rows));
        columns.push_back(nothing->data());
      } else {
        const int64_t width = type->id() == arrow::Type::FLOAT ? 4 : 8;
        columns.push_back(arrow::ArrayData::Make(type, rows, {nullptr, buffer(values, rows * width)}, 0));
      }
    }
    return file_->WriteRecordBatch(*RecordBatch::Make(schema_, rows, std::move(columns)));
  }

  Status finish(bool whole) {
    if (!whole) return target_->Close();
    ARROW_RETURN_NOT_OK(file_->Close());
    return target_->Close();
  }

 private:
  Shared<arrow::Schema> schema_;
  Shared<arrow::io::FileOutputStream> target_;
  std::unique_ptr<parquet::arrow::FileWriter> file_;
};

thread_local std::string lastError;

/// 0, or 1 with the error kept: exceptions of the libraries would end the program on their way through C.
template <class Work> int32_t guarded(Work work) {
  try {
    const Status status = work();
    if (status.ok()) return 0;
    lastError = status.message();
  } catch (const std::exception &error) {
    lastError = error.what();
  }
  return 1;
}
}  // namespace

extern "C" {
__attribute__((visibility("default"))) int32_t adl_arrow_version() { return ADL_ARROW_VERSION; }
__attribute__((visibility("default"))) const char *adl_arrow_error() { return lastError.c_str(); }
__attribute__((visibility("default"))) int32_t adl_arrow_open(
    const char *path, const int32_t *columns, int64_t count, ArrowArrayStream *stream) {
  return guarded([&] {
    Columns wanted;
    if (columns) wanted.assign(columns, columns + count);
    return open(path, columns ? &wanted : nullptr, stream);
  });
}
__attribute__((visibility("default"))) void *adl_arrow_create(
    int32_t descriptor, const adl_arrow_column *columns, int64_t count) {
  Table *table = nullptr;
  guarded([&]() -> Status {
    ARROW_ASSIGN_OR_RAISE(auto made, Table::create(descriptor, columns, count));
    table = made.release();
    return Status::OK();
  });
  return table;
}
__attribute__((visibility("default"))) int32_t adl_arrow_append(
    void *table, int64_t rows, const adl_arrow_cells *cells) {
  return guarded([&] { return static_cast<Table *>(table)->append(rows, cells); });
}
__attribute__((visibility("default"))) int32_t adl_arrow_finish(void *table, int32_t whole) {
  const std::unique_ptr<Table> made(static_cast<Table *>(table));
  return guarded([&] { return made->finish(whole); });
}
}
