// The server behind the proxies that carry large bodies: main PORT BYTES. It reads a request's body to its end, then
// answers with as many bytes.
package main

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
)

const bufferBytes = 256 << 10

// What a body is read into, and read no further.
var buffers = sync.Pool{New: func() any { return new([bufferBytes]byte) }}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("main PORT BYTES")
	}
	size, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	answer := bytes.Repeat([]byte("x"), size)

	mux := http.NewServeMux()
	mux.HandleFunc("/plaintext", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "Hello, World!")
	})
	mux.HandleFunc("/bodies", func(w http.ResponseWriter, r *http.Request) {
		if read := drain(r.Body); read != size {
			http.Error(w, "the body has "+strconv.Itoa(read)+" bytes", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.Itoa(size))
		w.Write(answer)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], mux))
}

// How many bytes there were to its end, or -1 where it broke off.
func drain(body io.Reader) int {
	buffer := buffers.Get().(*[bufferBytes]byte)
	defer buffers.Put(buffer)
	total := 0
	for {
		count, err := body.Read(buffer[:])
		total += count
		if err == io.EOF {
			return total
		}
		if err != nil {
			return -1
		}
	}
}
