/**
 * The program of a Python handler's process. It answers on what was standard output; what the handler prints goes to
 * the log with the request it belongs to, and what its libraries and processes write goes to standard error. Errors are
 * named and worded as Lambda's runtime for Python does.
 */
export const PYTHON_RUNNER = String.raw`
import importlib.util, json, os, queue, sys, threading, time, traceback

MOST_PAYLOAD = 6 * 1024 * 1024
MOST_LOG = 1024 * 1024
MOST_LINE = 64 * 1024

answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
os.dup2(2, 1)
requests = os.fdopen(os.dup(0), "r", encoding="utf-8")
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
lock = threading.Lock()
current = None
logged = 0


def send(message):
    text = json.dumps(message)
    with lock:
        answers.write(text + "\n")
        answers.flush()


class Log:
    """Tells whole lines, since print writes a text and its end one after the other."""

    encoding = "utf-8"

    def __init__(self):
        self._begun = ""

    def write(self, text):
        text = str(text)
        end = text.rfind("\n") + 1
        if end:
            self._tell(self._begun + text[:end])
            self._begun = ""
        self._begun += text[end:]
        if len(self._begun) > MOST_LINE:
            self.flush()
        return len(text)

    def _tell(self, text):
        global logged
        if not text or logged > MOST_LOG:
            return
        logged += len(text)
        cut = "… (the rest of this log is cut)\n" if logged > MOST_LOG else ""
        send({"kind": "log", "requestId": current and current["requestId"], "text": text + cut})

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        begun, self._begun = self._begun, ""
        self._tell(begun)

    def isatty(self):
        return False

    def fileno(self):
        return 2


class Context:
    client_context = None
    identity = None

    def __init__(self, setup, request_id):
        handler = setup["handler"]
        self.function_name = handler["name"]
        self.function_version = "$LATEST"
        self.invoked_function_arn = setup["functionArn"]
        self.memory_limit_in_mb = str(handler["memoryMb"])
        self.aws_request_id = request_id
        self.log_group_name = "/aws/lambda/" + handler["name"]
        self.log_stream_name = "local/[$LATEST]" + request_id
        self._deadline = time.monotonic() + handler["timeoutSeconds"]

    def get_remaining_time_in_millis(self):
        return max(0, int((self._deadline - time.monotonic()) * 1000))


def fault(kind, message, trace=()):
    return {"errorType": kind, "errorMessage": message, "stackTrace": list(trace)}


def frames(error, own):
    return traceback.format_list(traceback.extract_tb(error.__traceback__)[own:])


def load(handler):
    path = handler["modulePath"]
    name = os.path.splitext(os.path.basename(path))[0]
    sys.path.insert(0, os.path.dirname(path))
    try:
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except SyntaxError as error:
        return None, fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (name, error))
    except ImportError as error:
        return None, fault("Runtime.ImportModuleError", "Unable to import module '%s': %s" % (name, error))
    except Exception as error:
        return None, fault(type(error).__name__, str(error), frames(error, 3))
    function = getattr(module, handler["exportName"], None)
    if not callable(function):
        message = "Handler '%s' missing on module '%s'" % (handler["exportName"], name)
        return None, fault("Runtime.HandlerNotFound", message)
    return function, None


def invoke(function, setup, request):
    try:
        result = function(json.loads(request["event"]), Context(setup, request["requestId"]))
    except MemoryError:
        raise
    except Exception as error:
        return None, {
            "errorMessage": str(error),
            "errorType": type(error).__name__,
            "requestId": request["requestId"],
            "stackTrace": frames(error, 1),
        }
    try:
        payload = json.dumps(result, ensure_ascii=False, allow_nan=False)
        payload.encode("utf-8")
    except (TypeError, ValueError) as error:
        return None, fault("Runtime.MarshalError", "Unable to marshal response: %s" % error)
    if len(payload) > MOST_PAYLOAD:
        message = "Response payload size exceeded maximum allowed payload size (%d bytes)." % (MOST_PAYLOAD + 1024)
        return None, fault("Function.ResponseSizeTooLarge", message)
    return payload, None


def limit_memory(megabytes):
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 1024 * 1024, megabytes * 1024 * 1024))
    except (ImportError, ValueError, OSError):
        pass


def flush_logs():
    sys.stdout.flush()
    sys.stderr.flush()


def receive(inbox):
    for line in requests:
        inbox.put(json.loads(line))
    # Nobody is there any more: a handler that loops must not outlive whoever started it.
    os._exit(0)


def run():
    global current, logged
    setup = json.loads(requests.readline())
    inbox = queue.Queue()
    threading.Thread(target=receive, args=(inbox,), daemon=True).start()
    limit_memory(setup["handler"]["memoryMb"])
    sys.stdout, sys.stderr = Log(), Log()
    function, error = load(setup["handler"])
    flush_logs()
    if error:
        send({"kind": "unusable", "error": error})
        return
    send({"kind": "ready"})
    while True:
        request = inbox.get()
        current, logged = request, 0
        try:
            payload, error = invoke(function, setup, request)
        except MemoryError:
            flush_logs()
            killed = fault("Runtime.OutOfMemory", "Error: Runtime exited with error: signal: killed")
            del killed["stackTrace"]
            send({"kind": "crashed", "id": request["id"], "error": killed})
            os._exit(1)
        flush_logs()
        current = None
        if error:
            send({"kind": "failed", "id": request["id"], "error": error})
        else:
            send({"kind": "done", "id": request["id"], "payload": payload})


try:
    run()
except SystemExit as error:
    flush_logs()
    code = error.code
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)
`;
