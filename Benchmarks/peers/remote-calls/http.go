package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// What is asked for and what is found, about 200 bytes of JSON each.
type find struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Quantity   int64    `json:"quantity"`
	PriceCents int64    `json:"priceCents"`
	IsActive   bool     `json:"isActive"`
	Tags       []string `json:"tags"`
}

var sample = find{
	ID: "0190a3f0-7c1e-7a44-9f0e-3c5d2b1a0f9e", Name: "A spade with a handle of ash, long enough for a tall gardener",
	Quantity: 12, PriceCents: 12_900, IsActive: true, Tags: []string{"garden", "tools", "steel", "autumn"},
}

const path = "/echo.Find"

func serveHTTP(address string) error {
	mux := http.NewServeMux()
	mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
		var asked find
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		asked.Quantity++
		body, err := json.Marshal(asked)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	})
	return http.ListenAndServe(address, mux)
}

// A kept connection for each call in flight.
func callerOverHTTP(address string, inFlight int) call {
	client := &http.Client{Transport: &http.Transport{MaxIdleConns: inFlight, MaxIdleConnsPerHost: inFlight}}
	url := "http://" + address + path
	return func(ctx context.Context) error {
		body, err := json.Marshal(sample)
		if err != nil {
			return err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		answer, err := io.ReadAll(response.Body)
		if err != nil {
			return err
		}
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d: %s", response.StatusCode, answer)
		}
		var found find
		if err := json.Unmarshal(answer, &found); err != nil {
			return err
		}
		if found.ID != sample.ID || found.Quantity != sample.Quantity+1 {
			return errors.New("another was found")
		}
		return nil
	}
}
