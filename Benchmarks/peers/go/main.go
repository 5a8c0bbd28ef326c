// Answers the benchmarks' two routes with Go's net/http: main PORT PRODUCTS-FILE.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"strings"
)

type product struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	PriceCents int    `json:"priceCents"`
	Stock      int    `json:"stock"`
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("main PORT PRODUCTS-FILE")
	}
	products := load(os.Args[2])
	greeting := []byte("Hello, World!")

	mux := http.NewServeMux()
	mux.HandleFunc("/plaintext", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write(greeting)
	})
	mux.HandleFunc("/products/", func(w http.ResponseWriter, r *http.Request) {
		found, ok := products[strings.TrimPrefix(r.URL.Path, "/products/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		body, err := json.Marshal(found)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], mux))
}

func load(path string) map[string]product {
	bytes, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	var list []product
	if err := json.Unmarshal(bytes, &list); err != nil {
		log.Fatal(err)
	}
	products := make(map[string]product, len(list))
	for _, item := range list {
		products[item.ID] = item
	}
	return products
}
